import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { readInto } from './read-into.js';

/** Opens a WebSocket by hand and hands over the bytes after the upgrade: no library on the receiving side. */
export async function openWebSocket(address: string, onBytes: (chunk: Buffer) => void): Promise<Socket> {
  const { hostname, port, pathname, search } = new URL(address);
  let head: Buffer | undefined = Buffer.alloc(0);
  let upgraded!: () => void;
  const isUpgraded = new Promise<void>((resolve) => (upgraded = resolve));
  const socket = await readInto({ host: hostname, port: Number(port) }, (chunk) => {
    if (head === undefined) {
      onBytes(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const rest = head.subarray(end + 4);
    head = undefined;
    upgraded();
    if (rest.length > 0) onBytes(rest);
  });
  const key = randomBytes(16).toString('base64');
  const lines = [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await isUpgraded;
  return socket;
}

/** A client's short text message: one frame, masked (RFC 6455, 5.3). */
export function webSocketTextFrame(text: string): Buffer {
  const mask = randomBytes(4);
  const masked = Buffer.from(text).map((byte, index) => byte ^ mask[index % 4]!);
  return Buffer.concat([Buffer.from([0x81, 0x80 | masked.length]), mask, masked]);
}

/** A server's message: one frame, not masked (RFC 6455, 5.2). */
export function webSocketFrame(payload: Buffer, kind: 'binary' | 'text' = 'binary'): Buffer {
  const { length } = payload;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = kind === 'text' ? 0x81 : 0x82;
  if (length < 126) {
    header[1] = length;
  } else if (length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}
