// SPDX-License-Identifier: MIT
// How Node reads the bytes of a connection: its HTTP server on a free port of the loopback, each case on a connection
// of its own. The one argument is a file with a case to a line, in hexadecimal. Standard output, for each in turn, is a
// line of JSON:
//   {"requests": [{method, target, version, fields: [[name, value]...], body (hexadecimal), whole}...], "error": code or null}
'use strict';

const fs = require('fs');
const http = require('http');
const net = require('net');

const readings = new Map(); // by the caller's port
const reading_of = new WeakMap(); // by the server's socket, which forgets its port when it is closed

const server = http.createServer({ maxHeaderSize: 256 * 1024, keepAliveTimeout: 60000, requestTimeout: 0 });
// A caller that has sent all may close its half: what it sent is read to the end all the same.
server.httpAllowHalfOpen = true;
server.on('connection', (socket) => {
  const reading = { requests: [], error: null };
  readings.set(socket.remotePort, reading);
  reading_of.set(socket, reading);
  // All bytes have been parsed then, and what the parser found is told before a further turn of the event loop is over.
  socket.on('end', () => setImmediate(() => setImmediate(() => socket.destroySoon())));
});

function take(request, response) {
  const fields = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2)
    fields.push([request.rawHeaders[i].toLowerCase(), request.rawHeaders[i + 1]]);
  const read = { method: request.method, target: request.url, version: request.httpVersion, fields, body: '', whole: false };
  reading_of.get(request.socket).requests.push(read);
  const pieces = [];
  request.on('data', (piece) => {
    pieces.push(piece);
    read.body = Buffer.concat(pieces).toString('hex');
  });
  request.on('end', () => {
    read.whole = request.complete;
    response.end();
  });
}
server.on('request', take);
server.on('checkContinue', take);
server.on('checkExpectation', take);
server.on('clientError', (error, socket) => {
  reading_of.get(socket).error = error.code;
  socket.destroy();
});

function read(bytes) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(server.address().port, '127.0.0.1');
    let port;
    socket.on('connect', () => {
      port = socket.localPort;
      socket.end(bytes);
    });
    socket.on('data', () => {});
    socket.on('error', () => {}); // a reset after a refusal; 'close' follows
    socket.on('close', () => {
      if (readings.has(port)) resolve(readings.get(port));
      else reject(new Error('the connection was not seen'));
      readings.delete(port);
    });
  });
}

async function main() {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const lines = fs.readFileSync(process.argv[2], 'utf8').split('\n').filter((line) => line !== '');
  for (const line of lines) {
    const reading = await read(Buffer.from(line, 'hex'));
    process.stdout.write(JSON.stringify(reading) + '\n');
  }
  server.close();
  server.closeAllConnections?.();
}

main().catch((error) => {
  process.stderr.write(String(error.stack) + '\n');
  process.exit(1);
});
