/*
 * Copyright 2026-present the pgmigrations authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.pgmigrations.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Stands on a port of the loopback interface in front of a server and counts how often a client
 * waits for it. Thread-safe.
 */
public final class CountingProxy implements AutoCloseable {

  private final TestDatabase database;
  private final ServerSocket listener;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger roundTrips = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();

  private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();

  private CountingProxy(TestDatabase database, int port) throws IOException {
    this.database = database;
    this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
  }

  /** Starts a proxy; connections to it reach the server of {@code database}. */
  public static CountingProxy before(TestDatabase database) {
    return before(database, 0);
  }

  /** The same on a given port. */
  public static CountingProxy before(TestDatabase database, int port) {
    try {
      CountingProxy proxy = new CountingProxy(database, port);
      start("proxy-accept", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(listener.getInetAddress().getHostAddress(), port(), database.name());
  }

  /** As {@link TestDatabase#dataSource()}, but through this proxy. */
  public DataSource dataSource() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl());
    dataSource.setUser(database.username());
    dataSource.setPassword(database.password());
    return dataSource;
  }

  /**
   * How often the server answered since the start or the last {@link #reset}: bursts of server
   * bytes that follow client bytes on the same connection. Connecting counts (asking for TLS, the
   * start-up, each step of a password exchange); the farewell of a client does not, nobody answers
   * it.
   */
  public int roundTrips() {
    return roundTrips.get();
  }

  /** How many connections were opened since the start or the last {@link #reset}. */
  public int connections() {
    return connections.get();
  }

  /** Counts from zero again. */
  public void reset() {
    roundTrips.set(0);
    connections.set(0);
  }

  /**
   * Resets all open connections on both sides, as a crash of the network would. New ones are still
   * accepted.
   */
  public void cutConnections() {
    links.forEach(Link::cut);
  }

  /**
   * Cuts a connection, once, when its client next sends {@code text}: the server gets what the
   * client sent before, and never sees it.
   */
  public void cutBefore(String text) {
    at(Moment.sent(text), () -> {});
  }

  /**
   * Cuts a connection, once, when the server answers to {@code text}: the server has done it, and
   * the client never learns.
   */
  public void cutAfter(String text) {
    at(Moment.answeredTo(text), () -> {});
  }

  /**
   * Runs {@code action}, once, at a moment, while both sides wait, and cuts the connection then.
   * Takes the place of what was asked for before.
   */
  public void at(Moment moment, Runnable action) {
    trap.set(new Trap(moment, action));
  }

  /**
   * The same once clients have sent so many bytes from now on, over all connections: the server has
   * got exactly these.
   */
  public void afterBytes(long bytes, Runnable action) {
    trap.set(new Trap(bytes, action));
  }

  /** Cuts all connections and accepts no more. */
  @Override
  public void close() {
    closeQuietly(listener);
    cutConnections();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        open(listener.accept());
      } catch (IOException e) {
        // The proxy was closed, or the server refuses connections: the client finds its own closed.
      }
    }
  }

  private void open(Socket client) throws IOException {
    try {
      Link link = new Link(client, new Socket(database.host(), database.port()));
      connections.incrementAndGet();
      links.add(link);
      start("proxy-to-server", link::passRequests);
      start("proxy-to-client", link::passAnswers);
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // It is closed as far as it can be.
    }
  }

  /**
   * A point in the talk of a client and a server. Texts are found wherever the bursts in which they
   * travel begin and end; {@code "\\0commit\\0"} is a statement that is exactly this, for the
   * protocol ends each with a zero.
   *
   * @param earlier what the client has to have sent before; may be empty
   */
  public record Moment(Side side, String text, String earlier) {

    private enum Side {
      BYTES,
      SENT,
      ANSWER,
      ANSWERED
    }

    /** The server has got what precedes {@code text}, and no more. */
    public static Moment sent(String text) {
      return new Moment(Side.SENT, text, "");
    }

    /**
     * The server has answered with {@code text}, {@code "COMMIT\\0"} for instance, and the client
     * got what precedes it.
     */
    public static Moment answer(String text) {
      return new Moment(Side.ANSWER, text, "");
    }

    /** The server begins to answer after it got {@code text}, and the client gets nothing. */
    public static Moment answeredTo(String text) {
      return new Moment(Side.ANSWERED, text, "");
    }

    /** The first such moment after the client has sent {@code text}. */
    public Moment after(String text) {
      return new Moment(side, this.text, text);
    }
  }

  /** A moment that is waited for. */
  private static final class Trap {

    private final Moment moment;
    private final Runnable action;
    private long bytesLeft;
    private boolean isArmed;

    Trap(Moment moment, Runnable action) {
      this.moment = moment;
      this.action = action;
      this.isArmed = moment.earlier().isEmpty();
    }

    Trap(long bytes, Runnable action) {
      this(new Moment(Moment.Side.BYTES, "", ""), action);
      this.bytesLeft = bytes;
    }

    /** How many of these bytes still pass; negative: all of them. */
    synchronized int count(int length) {
      if (bytesLeft <= length) {
        return Math.toIntExact(bytesLeft);
      }
      bytesLeft -= length;
      return -1;
    }

    void arm() {
      isArmed = true;
    }

    boolean isArmed() {
      return isArmed;
    }

    boolean isOn(Moment.Side side) {
      return moment.side() == side;
    }

    int longest() {
      return Math.max(moment.text().length(), moment.earlier().length());
    }
  }

  /** Looks for a trap's texts in one direction of one connection. */
  private static final class Scanner {

    private static final int NOT_HERE = -1;

    private String tail = "";

    /** Where in these bytes the trap springs. */
    int find(Trap trap, boolean sent, boolean here, byte[] buffer, int length) {
      String text = tail + new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
      int before = tail.length();
      tail = text.substring(Math.max(0, text.length() - trap.longest() + 1));
      synchronized (trap) {
        int from = 0;
        if (sent && !trap.isArmed()) {
          int armed = text.indexOf(bytes(trap.moment.earlier()));
          if (armed < 0) {
            return NOT_HERE;
          }
          trap.arm();
          from = armed;
        }
        if (!here || !trap.isArmed()) {
          return NOT_HERE;
        }
        String wanted = bytes(trap.moment.text());
        int found = text.indexOf(wanted, Math.max(from, before - wanted.length() + 1));
        return found < 0 ? NOT_HERE : Math.max(0, found - before);
      }
    }

    private static String bytes(String text) {
      return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
  }

  /** What is to happen with bytes that came in. */
  private interface Gate {

    /** What is to be done after the first bytes went on to the other side; null: they all go on. */
    @Nullable Catch caught(byte[] buffer, int length);
  }

  /** A trap that sprang after so many bytes. */
  private record Catch(int bytes, Runnable action) {}

  /** One connection of a client and the one to the server that belongs to it. */
  private final class Link {

    private final Socket client;
    private final Socket server;
    private volatile boolean clientWaits;
    private final Scanner requests = new Scanner();
    private final Scanner answers = new Scanner();
    private volatile @Nullable Runnable answerIsCut;

    Link(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void passRequests() {
      pass(client, server, this::requested);
    }

    void passAnswers() {
      pass(server, client, this::answered);
    }

    private @Nullable Catch requested(byte[] buffer, int length) {
      clientWaits = true;
      Trap set = trap.get();
      if (set == null) {
        return null;
      }
      int found =
          set.isOn(Moment.Side.BYTES)
              ? set.count(length)
              : requests.find(set, true, !set.isOn(Moment.Side.ANSWER), buffer, length);
      if (found < 0 || !trap.compareAndSet(set, null)) {
        return null;
      }
      if (set.isOn(Moment.Side.ANSWERED)) {
        answerIsCut = set.action;
        return null;
      }
      return new Catch(found, set.action);
    }

    /**
     * Counted before the client can see the answer, so that its next look at the counter is exact.
     */
    private @Nullable Catch answered(byte[] buffer, int length) {
      if (clientWaits) {
        clientWaits = false;
        roundTrips.incrementAndGet();
      }
      Runnable action = answerIsCut;
      if (action != null) {
        return new Catch(0, action);
      }
      Trap set = trap.get();
      if (set == null || !set.isOn(Moment.Side.ANSWER)) {
        return null;
      }
      int found = answers.find(set, false, true, buffer, length);
      return found < 0 || !trap.compareAndSet(set, null) ? null : new Catch(found, set.action);
    }

    private void pass(Socket from, Socket to, Gate gate) {
      byte[] buffer = new byte[64 * 1024];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          Catch caught = gate.caught(buffer, length);
          if (caught != null) {
            out.write(buffer, 0, caught.bytes());
            caught.action().run();
            cut();
            return;
          }
          out.write(buffer, 0, length);
        }
      } catch (IOException e) {
        // One side is gone; the other is told below.
      } finally {
        links.remove(this);
        closeQuietly(client);
        closeQuietly(server);
      }
    }

    void cut() {
      try {
        client.setSoLinger(true, 0);
        server.setSoLinger(true, 0);
      } catch (IOException e) {
        // Closed already.
      }
      closeQuietly(client);
      closeQuietly(server);
    }
  }
}
