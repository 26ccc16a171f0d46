// The least that can be done in Node: `ws`, every frame to everyone, nothing stored, nobody logged in.
import { WebSocket, WebSocketServer } from "ws";

const server = new WebSocketServer({ port: Number(process.env.PORT), host: "127.0.0.1", perMessageDeflate: false });

server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const { content } = JSON.parse(data);
    const text = JSON.stringify({ type: "message", content, createdAt: new Date() });
    for (const client of server.clients) {
      if (client.readyState === WebSocket.OPEN) client.send(text);
    }
  });
});
