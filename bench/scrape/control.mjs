import http from 'node:http';

/** Answers with as many bytes as it is asked for, and does nothing else: what a scrape of it takes is the machine's own. */
const page = Buffer.alloc(64 * 1024 * 1024, 'presage_control 1\n');
const server = http.createServer(({ url }, response) => response.end(page.subarray(0, Number(url.slice(1)))));
server.listen(Number(process.argv[2]), '127.0.0.1');
