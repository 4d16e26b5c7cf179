import net from 'node:net';
import tls from 'node:tls';

const CANCEL_REQUEST = 80_877_102;
const SSL_REQUEST = 80_877_103;
const LIMIT_MS = 1_000;

export interface CancelTarget {
  host: string;
  port: number;
  processId: number;
  secretKey: number;
  tls: tls.ConnectionOptions | undefined;
}

/**
 * Asks the server to end the running query of another connection, as libpq's PQcancel does. The server answers by
 * closing; errors and a missing answer are not reported, since the caller drops its connection anyway.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS
 */
export async function cancelQuery(target: CancelTarget): Promise<void> {
  const socket = connect(target);
  let open: net.Socket = socket;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LIMIT_MS);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const send = (stream: net.Socket) => stream.on('error', end).once('close', end).resume().write(request(target));
    socket.once('error', end).once('close', end);
    socket.once('connect', () => {
      if (target.tls === undefined) return send(socket);
      socket.write(message(SSL_REQUEST));
      socket.once('data', () => {
        const secure = tls.connect({ ...target.tls, socket, host: target.host });
        open = secure;
        secure.once('error', end).once('secureConnect', () => send(secure));
      });
    });
  });
  open.destroy();
}

function connect({ host, port }: CancelTarget): net.Socket {
  return host.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(port, host);
}

function request({ processId, secretKey }: CancelTarget): Buffer {
  return message(CANCEL_REQUEST, processId, secretKey);
}

/** A message without a type byte: its length, then 32-bit integers. */
function message(...integers: number[]): Buffer {
  const buffer = Buffer.alloc(4 + 4 * integers.length);
  buffer.writeInt32BE(buffer.length);
  integers.forEach((integer, index) => buffer.writeInt32BE(integer | 0, 4 + 4 * index));
  return buffer;
}
