// fanload: a WebSocket load generator that speaks to any server (plain ws, Socket.IO, ours). Linux.
//
//   cc -O2 -o fanload fanload.c
//   fanload -p PORT[,PORT...] -n CONNECTIONS [options]
//
// Opens -n connections, then does one of three things and prints one line of JSON for each measurement:
//   (default)  prints that all are connected; then -k of them send -r messages a second in all, for -t seconds. Every payload carries "^<nanoseconds>^"; every stamp that differs
//              from the one before it in a frame is one delivery: a batch counts as the messages it holds, a message that repeats its text
//              (raw and rendered) counts once.
//   -I         holds them, idle, until it is ended
//   -S         cuts them all at once (reset) and counts the time until all are back
//
//   -u PATH  -H "Header: line"  -i FRAME  -m FRAME     the address, a further header, frames to send after the handshake, the message;
//            in each: {1} {2} are columns of the connection's line in -f FILE (tab-separated), {n} a counter;
//            in -m: {payload} the stamped text, {uuid} a fresh UUID
//   -R TEXT  a connection is ready once a frame contains this (default: after the handshake)
//   -A TEXT  count frames' occurrences of this as acks           -P  answer Engine.IO pings ("2" with "3")
//   -c  connections being opened at the same time (64)           -e  receivers of each message (-n)
//   -k  senders (10)   -r  messages a second (100)               -t  seconds (5)   -w  seconds before the first message (0.5)
//   -d  seconds to wait for stragglers (2)                       -s  bytes of padding (60)
// Run it on another core than the server. cpuShare is its own share of a core: near 1 means that it, not the server, was measured.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

// Latencies are counted in steps of 10 µs, up to 5 s.
enum { SCRATCH = 16 << 20, FRAME = 70000, LINES = 200000, BIN_NS = 10000, BINS = 500000 };
enum state { CLOSED, CONNECTING, UPGRADING, READY_SOON, READY };
typedef struct {
  int fd, id;
  enum state state;
  uint64_t retry_at;
  char *in, *out;  // what is left of a frame read in part, and of frames written in part
  size_t in_len, out_len, out_cap;
} conn;

static struct {
  int ports[16], nports, connections, senders, in_flight, receivers, padding, idle, storm, engine_io, npre, nlines;
  double rate, seconds, warm_up, drain;
  char *path, *header, *message, *ready, *ack, *pre[8], **lines;
} opt = {.connections = 100, .senders = 10, .in_flight = 64, .padding = 60, .rate = 100, .seconds = 5, .warm_up = 0.5, .drain = 2,
         .path = "/", .header = "", .message = "{payload}"};
static struct {
  uint64_t deliveries, frames, bytes, acks, closed, retries, last, latest;
} got;
static uint64_t latencies[BINS];
static conn *conns;
static int epoll, opening, ready, may_retry;
static char scratch[SCRATCH];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static double cpu_seconds(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void die(const char *what, const char *detail, int length) {
  fprintf(stderr, "fanload: %s%s%.*s\n", what, length ? ": " : "", length, detail);
  exit(1);
}

// --- Templates

static size_t column(const char *line, int wanted, const char **start) {
  for (; wanted > 1 && *line; line++)
    if (*line == '\t') wanted--;
  *start = line;
  return strcspn(line, "\t");
}

static size_t fill(char *out, size_t cap, const char *template, const char *payload, const conn *c, unsigned long long n) {
  static unsigned salt;
  if (!salt) salt = (unsigned)(now() ^ getpid());
  size_t used = 0;
  while (*template && used + 1 < cap) {
    char number[64];
    const char *value = NULL;
    size_t length = 0, skip = 0;
    if (!strncmp(template, "{payload}", 9)) value = payload, skip = 9, length = strlen(payload);
    else if (!strncmp(template, "{uuid}", 6)) {
      length = snprintf(number, sizeof number, "%08x-%04x-4000-8000-%012llx", salt, (unsigned)getpid() & 0xffff, n & 0xffffffffffffull);
      value = number, skip = 6;
    } else if (!strncmp(template, "{n}", 3)) length = snprintf(number, sizeof number, "%llu", n), value = number, skip = 3;
    else if (template[0] == '{' && template[1] >= '1' && template[1] <= '9' && template[2] == '}')
      length = opt.nlines ? column(opt.lines[c->id % opt.nlines], template[1] - '0', &value) : 0, value = length ? value : "", skip = 3;
    else value = template, length = skip = 1;
    if (length > cap - used - 1) die("a frame is too long", "", 0);
    memcpy(out + used, value, length);
    used += length;
    template += skip;
  }
  out[used] = 0;
  return used;
}

// --- Writing

static void watch(conn *c, int op) {
  struct epoll_event event = {.events = EPOLLIN | (c->out_len || c->state == CONNECTING ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(epoll, op, c->fd, &event);
}

static void write_bytes(conn *c, const char *bytes, size_t length) {
  size_t done = 0;
  if (!c->out_len) {
    ssize_t sent = send(c->fd, bytes, length, MSG_NOSIGNAL);
    done = sent > 0 ? (size_t)sent : 0;
    if (done == length || (sent < 0 && errno != EAGAIN)) return;
  }
  size_t rest = length - done;
  if (c->out_len + rest > c->out_cap) c->out = realloc(c->out, c->out_cap = (c->out_len + rest) * 2);
  memcpy(c->out + c->out_len, bytes + done, rest);
  c->out_len += rest;
  watch(c, EPOLL_CTL_MOD);
}

static void write_waiting(conn *c) {
  ssize_t sent = send(c->fd, c->out, c->out_len, MSG_NOSIGNAL);
  if (sent <= 0) return;
  memmove(c->out, c->out + sent, c->out_len -= sent);
  if (!c->out_len) watch(c, EPOLL_CTL_MOD);
}

static void send_frame(conn *c, int opcode, const char *text, size_t length) {
  char frame[FRAME + 8] = {(char)(0x80 | opcode)};
  size_t head = 2;
  if (length > 65535) die("a frame is too long", "", 0);
  if (length < 126) frame[1] = (char)(0x80 | length);
  else frame[1] = (char)(0x80 | 126), frame[2] = (char)(length >> 8), frame[3] = (char)length, head = 4;
  memset(frame + head, 0, 4);  // The mask: zero is one, too.
  memcpy(frame + head + 4, text, length);
  write_bytes(c, frame, head + 4 + length);
}

// --- The life of a connection

static void start_connecting(conn *c) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(opt.ports[c->id % opt.nports])};
  inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  int one = 1;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) die("no socket", strerror(errno), 80);
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  c->state = CONNECTING;
  c->in_len = c->out_len = 0;
  opening++;
  if (connect(c->fd, (void *)&to, sizeof to) && errno != EINPROGRESS) die("connect", strerror(errno), 80);
  watch(c, EPOLL_CTL_ADD);
}

static void lost(conn *c, const char *why, const char *detail, int length) {
  if (c->state != READY && !may_retry) die(why, detail, length);
  if (c->state == READY) {
    ready--;
    if (!got.closed++) fprintf(stderr, "fanload: %s%s%.*s (connection %d)\n", why, length ? ": " : "", length, detail, c->id);
  } else opening--, got.retries++;
  close(c->fd);
  c->state = CLOSED;
  c->out_len = 0;
  c->retry_at = now() + 250000000ull;
}

static void ask_for_upgrade(conn *c) {
  char path[4096], header[4096], request[9000];
  fill(path, sizeof path, opt.path, "", c, c->id);
  fill(header, sizeof header, opt.header, "", c, c->id);
  int port = opt.ports[c->id % opt.nports];
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s%s\r\n",
                        path, port, port, header, *header ? "\r\n" : "");
  c->state = UPGRADING;
  watch(c, EPOLL_CTL_MOD);
  write_bytes(c, request, length);
}

static void became_ready(conn *c) {
  c->state = READY;
  opening--;
  ready++;
}

// Bytes taken by the answer to the handshake, 0 while it is not whole.
static size_t upgraded(conn *c, const char *bytes, size_t length) {
  const char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (!end) return 0;
  if (memcmp(bytes, "HTTP/1.1 101", 12)) {
    lost(c, "refused", bytes, (int)strcspn(bytes, "\r"));
    return 0;
  }
  c->state = READY_SOON;
  if (!opt.ready) became_ready(c);
  for (int i = 0; i < opt.npre; i++) {
    char frame[FRAME];
    send_frame(c, 1, frame, fill(frame, sizeof frame, opt.pre[i], "", c, c->id));
  }
  return end + 4 - bytes;
}

// --- Reading

static void count_deliveries(const char *p, size_t length, uint64_t when) {
  const char *end = p + length;
  uint64_t before = 0;
  while (p < end && (p = memchr(p, '^', end - p))) {
    uint64_t stamp = 0;
    const char *q = ++p;
    for (; q < end && *q >= '0' && *q <= '9'; q++) stamp = stamp * 10 + (*q - '0');
    if (q == end || *q != '^' || q - p < 9) continue;
    if (stamp != before) {
      got.deliveries++;
      uint64_t bin = when > stamp ? (when - stamp) / BIN_NS : 0;
      latencies[bin < BINS ? bin : BINS - 1]++;
      before = stamp;
    }
    p = q + 1;
  }
}

static void count_acks(const char *p, size_t length) {
  const char *end = p + length;
  size_t mark = strlen(opt.ack);
  for (; (p = memmem(p, end - p, opt.ack, mark)); p += mark) got.acks++;
}

static void text_frame(conn *c, const char *text, size_t length, uint64_t when) {
  got.frames++;
  if (c->state == READY_SOON && memmem(text, length, opt.ready, strlen(opt.ready))) became_ready(c);
  if (opt.engine_io && length == 1 && *text == '2') send_frame(c, 1, "3", 1);
  if (opt.ack) count_acks(text, length);
  count_deliveries(text, length, when);
}

// Bytes taken by one frame, 0 while it is not whole.
static size_t frame(conn *c, const unsigned char *p, size_t length, uint64_t when) {
  if (length < 2) return 0;
  size_t head = 2;
  uint64_t body = p[1] & 127;
  if (body >= 126) {
    head = body == 126 ? 4 : 10;
    if (length < head) return 0;
    body = 0;
    for (size_t i = 2; i < head; i++) body = body << 8 | p[i];
  }
  if (length < head + body) return 0;
  int opcode = p[0] & 15;
  const char *text = (const char *)p + head;
  if (opcode <= 2) text_frame(c, text, body, when);
  else if (opcode == 9) send_frame(c, 10, text, body);
  else if (opcode == 8) {
    char code[24];
    int n = snprintf(code, sizeof code, "code %d", body >= 2 ? p[head] << 8 | p[head + 1] : 1005);
    lost(c, "closed by the server", code, n);
  }
  return head + body;
}

static void readable(conn *c) {
  size_t length = c->in_len, used = 0;
  memcpy(scratch, c->in, length);
  ssize_t more = recv(c->fd, scratch + length, SCRATCH - length, 0);
  if (more < 0 && errno == EAGAIN) return;
  if (more <= 0) {
    lost(c, "connection lost", more ? strerror(errno) : "end of stream", more ? (int)strlen(strerror(errno)) : 13);
    return;
  }
  got.bytes += more;
  length += more;
  uint64_t when = got.last = now();
  if (c->state == UPGRADING) used = upgraded(c, scratch, length);
  while (c->state >= READY_SOON) {
    size_t taken = frame(c, (unsigned char *)scratch + used, length - used, when);
    if (!taken) break;
    used += taken;
  }
  if (c->state == CLOSED) used = length;
  if (length - used > c->in_len || !c->in) c->in = realloc(c->in, length - used + 1);
  memcpy(c->in, scratch + used, c->in_len = length - used);
}

static void writable(conn *c) {
  if (c->state != CONNECTING) {
    if (c->out_len) write_waiting(c);
    return;
  }
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) lost(c, "connect", strerror(error), (int)strlen(strerror(error)));
  else ask_for_upgrade(c);
}

// One round of whatever happened, waiting for at most `ms`. A null pointer stands for the timer.
static void pump(int ms, int timer) {
  struct epoll_event events[512];
  int n = epoll_wait(epoll, events, 512, ms);
  for (int i = 0; i < n; i++) {
    conn *c = events[i].data.ptr;
    uint64_t ticks;
    if (!c) {
      if (read(timer, &ticks, sizeof ticks) < 0) continue;
    } else {
      if (events[i].events & EPOLLOUT || c->state == CONNECTING) writable(c);
      if (c->state > CONNECTING && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
    }
  }
}

// --- What is measured

static double connect_all(double limit) {
  uint64_t begin = now();
  for (int next = 0; ready < opt.connections;) {
    if (now() - begin > limit * 1e9) die("not every connection came to be in time", "", 0);
    if (next >= opt.connections && may_retry) next = 0;
    for (; next < opt.connections && opening < opt.in_flight; next++)
      if (conns[next].state == CLOSED && conns[next].retry_at <= now()) start_connecting(&conns[next]);
    pump(10, -1);
  }
  return (now() - begin) / 1e9;
}

static double quantile_ms(double q) {
  uint64_t wanted = (uint64_t)(got.deliveries * q), seen = 0;
  for (int bin = 0; bin < BINS; bin++)
    if ((seen += latencies[bin]) > wanted) return (bin + 0.5) * BIN_NS / 1e6;
  return 0;
}

static void send_message(uint64_t n, uint64_t due) {
  static char padding[65536], payload[66000], text[FRAME];
  if (!*padding) memset(padding, 'x', opt.padding);
  uint64_t when = now();
  if (when > due && when - due > got.latest) got.latest = when - due;
  snprintf(payload, sizeof payload, "^%llu^%s", (unsigned long long)when, padding);
  conn *c = &conns[n % opt.senders];
  size_t length = fill(text, sizeof text, opt.message, payload, c, n);
  if (c->state == READY) send_frame(c, 1, text, length);
}

static int every(double seconds) {
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct itimerspec spec = {{(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)}, {0, 1}};
  timerfd_settime(timer, 0, &spec, NULL);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event);
  return timer;
}

static int is_waiting(uint64_t sent, uint64_t target, uint64_t expected) {
  return sent < target || got.deliveries < expected || (opt.ack && got.acks < sent);
}

static void fan_out(double connected) {
  uint64_t target = (uint64_t)(opt.rate * opt.seconds), sent = 0, expected = target * opt.receivers;
  for (uint64_t end = now() + (uint64_t)(opt.warm_up * 1e9); now() < end;) pump(5, -1);
  printf("{\"connections\":%d,\"connectSeconds\":%.4f}\n", ready, connected);
  fflush(stdout);
  got.frames = got.bytes = got.acks = 0;
  uint64_t start = got.last = now(), end = start + (uint64_t)(opt.seconds * 1e9), limit = end + (uint64_t)(opt.drain * 1e9);
  double cpu = cpu_seconds();
  int timer = every(1 / opt.rate);
  for (uint64_t t = start; t < limit && is_waiting(sent, target, expected); t = now()) {
    for (int burst = 0; sent < target && burst < 64; burst++) {
      uint64_t due = start + (uint64_t)(sent / opt.rate * 1e9);
      if (due > t) break;
      send_message(sent++, due);
    }
    if (sent == target && timer) close(timer), timer = 0;
    pump(timer ? 100 : 5, timer);
  }
  double busy = cpu_seconds() - cpu, wall = (now() - start) / 1e9, elapsed = (got.last - start) / 1e9;
  if (elapsed < opt.seconds) elapsed = opt.seconds;
  printf("{\"connections\":%d,\"sent\":%llu,\"expected\":%llu,\"delivered\":%llu,\"deliveriesPerSecond\":%.0f,"
         "\"frames\":%llu,\"acks\":%llu,\"bytes\":%llu,\"closed\":%llu,\"p50Ms\":%.3f,\"p95Ms\":%.3f,\"p99Ms\":%.3f,"
         "\"latestSendMs\":%.3f,\"cpuShare\":%.3f}\n",
         ready, (unsigned long long)sent, (unsigned long long)expected, (unsigned long long)got.deliveries,
         got.deliveries / elapsed, (unsigned long long)got.frames, (unsigned long long)got.acks, (unsigned long long)got.bytes,
         (unsigned long long)got.closed, quantile_ms(.5), quantile_ms(.95), quantile_ms(.99), got.latest / 1e6, busy / wall);
}

static void hold(double connected, double share) {
  printf("{\"connections\":%d,\"connectSeconds\":%.4f,\"bytes\":%llu,\"cpuShare\":%.3f}\n", opt.connections, connected,
         (unsigned long long)got.bytes, share);
  fflush(stdout);
  for (;;) pump(50, -1);
}

static void storm(double connected) {
  for (uint64_t end = now() + 1000000000ull; now() < end;) pump(20, -1);
  struct linger reset = {1, 0};
  for (int i = 0; i < opt.connections; i++) {
    if (conns[i].state == READY) ready--;
    setsockopt(conns[i].fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(conns[i].fd);
    conns[i].state = CLOSED;
  }
  may_retry = 1;
  got.bytes = 0;
  double cpu = cpu_seconds(), back = connect_all(120);
  printf("{\"connections\":%d,\"connectSeconds\":%.4f,\"backSeconds\":%.4f,\"retries\":%llu,\"bytes\":%llu,\"cpuShare\":%.3f}\n",
         opt.connections, connected, back, (unsigned long long)got.retries, (unsigned long long)got.bytes, (cpu_seconds() - cpu) / back);
}

// --- The command line

static void read_lines(const char *name) {
  char line[4096];
  FILE *file = fopen(name, "r");
  if (!file) die(name, strerror(errno), 80);
  opt.lines = calloc(LINES, sizeof *opt.lines);
  while (opt.nlines < LINES && fgets(line, sizeof line, file)) {
    line[strcspn(line, "\r\n")] = 0;
    if (*line) opt.lines[opt.nlines++] = strdup(line);
  }
  fclose(file);
}

static void read_options(int argc, char **argv) {
  for (int o; (o = getopt(argc, argv, "p:n:k:c:e:r:t:w:d:s:u:H:i:m:R:A:f:PIS")) > 0;) switch (o) {
      case 'p': for (char *p = strtok(optarg, ","); p && opt.nports < 16; p = strtok(NULL, ",")) opt.ports[opt.nports++] = atoi(p); break;
      case 'n': opt.connections = atoi(optarg); break;
      case 'k': opt.senders = atoi(optarg); break;
      case 'c': opt.in_flight = atoi(optarg); break;
      case 'e': opt.receivers = atoi(optarg); break;
      case 'r': opt.rate = atof(optarg); break;
      case 't': opt.seconds = atof(optarg); break;
      case 'w': opt.warm_up = atof(optarg); break;
      case 'd': opt.drain = atof(optarg); break;
      case 's': opt.padding = atoi(optarg); break;
      case 'u': opt.path = optarg; break;
      case 'H': opt.header = optarg; break;
      case 'i': if (opt.npre < 8) opt.pre[opt.npre++] = optarg; break;
      case 'm': opt.message = optarg; break;
      case 'R': opt.ready = optarg; break;
      case 'A': opt.ack = optarg; break;
      case 'f': read_lines(optarg); break;
      case 'P': opt.engine_io = 1; break;
      case 'I': opt.idle = 1; break;
      case 'S': opt.storm = 1; break;
      default: exit(2);
    }
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  if (!opt.nports || opt.connections < 1 || opt.rate <= 0) die("give -p PORT, and sensible numbers", "", 0);
  if (!opt.receivers) opt.receivers = opt.connections;
  if (opt.senders > opt.connections) opt.senders = opt.connections;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  conns = calloc(opt.connections, sizeof *conns);
  for (int i = 0; i < opt.connections; i++) conns[i].id = i;
  epoll = epoll_create1(0);
  double cpu = cpu_seconds(), connected = connect_all(120), share = (cpu_seconds() - cpu) / connected;
  if (opt.idle) hold(connected, share);
  else if (opt.storm) storm(connected);
  else fan_out(connected);
  return 0;
}
