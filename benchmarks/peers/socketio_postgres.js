// The tutorials' chat server: Socket.IO over PostgreSQL. A message is saved, broadcast to its room, acknowledged.
// Who connects shows a token, which is looked up together with their rooms: logged in and subscribed, as one must be anywhere.
// From the environment: PORT, DATABASE_URL (its tables are made here), MEMBERS (users 1 … MEMBERS, all in room 1, tokens "token-1" …).
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import pg from "pg";
import { Server } from "socket.io";

const { PORT, DATABASE_URL, MEMBERS } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 16 });
const digest = (token) => createHash("sha256").update(token).digest("hex");

await pool.query(`
  CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, token_digest text NOT NULL UNIQUE);
  CREATE TABLE members (room_id integer NOT NULL, user_id integer NOT NULL REFERENCES users, PRIMARY KEY (user_id, room_id));
  CREATE TABLE messages (
    id bigserial PRIMARY KEY, room_id integer NOT NULL, user_id integer NOT NULL REFERENCES users, content text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX ON messages (room_id, id);
`);
const people = Array.from({ length: Number(MEMBERS) }, (_, index) => index + 1);
await pool.query(
  "INSERT INTO users (name, token_digest) SELECT 'user' || id, digest FROM unnest($1::int[], $2::text[]) AS new (id, digest)",
  [people, people.map((id) => digest(`token-${id}`))],
);
await pool.query("INSERT INTO members SELECT 1, id FROM users");

const server = createServer();
const io = new Server(server, { transports: ["websocket"] });

io.use(async (socket, next) => {
  const { token } = socket.handshake.auth;
  if (!token) return next(new Error("unauthenticated"));
  const { rows } = await pool.query("SELECT id, name FROM users WHERE token_digest = $1", [digest(token)]);
  if (!rows.length) return next(new Error("unauthenticated"));
  const rooms = await pool.query("SELECT room_id FROM members WHERE user_id = $1", [rows[0].id]);
  socket.data = { user: rows[0], rooms: rooms.rows.map((row) => row.room_id) };
  next();
});

io.on("connection", (socket) => {
  const { user, rooms } = socket.data;
  for (const room of rooms) socket.join(`room:${room}`);
  socket.on("chat:send", async ({ roomId, content }, acknowledge) => {
    try {
      const { rows } = await pool.query(
        "INSERT INTO messages (room_id, user_id, content) VALUES ($1, $2, $3) RETURNING id, created_at",
        [roomId, user.id, content],
      );
      const { id, created_at: createdAt } = rows[0];
      io.to(`room:${roomId}`).emit("chat:message", { id, roomId, author: user, content, createdAt });
      acknowledge({ success: true, messageId: id });
    } catch (error) {
      acknowledge({ success: false, error: error.message });
    }
  });
});

server.listen(Number(PORT), "127.0.0.1");
