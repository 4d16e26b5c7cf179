import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../scripts/demo.mjs', import.meta.url));

function demo(...commandArguments: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...commandArguments], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

test('--help names every option and starts nothing', async () => {
  const { code, stdout } = await demo('--help');
  expect(code).toBe(0);
  for (const option of ['--local', '--no-page', '--exit-after', '--json']) expect(stdout).toContain(option);
});

test.each([
  [['--exit-after', 'soon'], '--exit-after needs a time such as 120s or 2m, not "soon"'],
  [['--exit-after', '2d'], '--exit-after needs a time'],
  [['--nonsense'], "Unknown option '--nonsense'"],
])('%j is refused with what is wrong', async (commandArguments, message) => {
  const { code, stderr } = await demo(...commandArguments);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});
