// Socket.IO alone: everybody in one room, a message is broadcast and acknowledged; nobody logs in, nothing is stored.
import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer();
const io = new Server(server, { transports: ["websocket"] });
let messages = 0;

io.on("connection", (socket) => {
  socket.join("room:1");
  socket.on("chat:send", ({ roomId, content }, acknowledge) => {
    messages += 1;
    io.to(`room:${roomId}`).emit("chat:message", { id: messages, roomId, content, createdAt: new Date() });
    acknowledge({ success: true, messageId: messages });
  });
});

server.listen(Number(process.env.PORT), "127.0.0.1");
