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

  private CountingProxy(TestDatabase database) throws IOException {
    this.database = database;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Starts a proxy; connections to it reach the server of {@code database}. */
  public static CountingProxy before(TestDatabase database) {
    try {
      CountingProxy proxy = new CountingProxy(database);
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
   * Cuts a connection, once, when its client next sends {@code text}: the server never sees it.
   * Looked for in each burst of up to 64 KiB.
   */
  public void cutBefore(String text) {
    trap.set(new Trap(text, false));
  }

  /**
   * Cuts a connection, once, when the server answers to {@code text}: the server has done it, and
   * the client never learns.
   */
  public void cutAfter(String text) {
    trap.set(new Trap(text, true));
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

  /** What a client has to send for its connection to be cut. */
  private record Trap(String text, boolean afterwards) {

    boolean catches(byte[] buffer, int length) {
      return new String(buffer, 0, length, StandardCharsets.UTF_8).contains(text);
    }
  }

  /** What is to happen with bytes that came in. */
  private interface Gate {

    /** Whether they go on to the other side. */
    boolean passes(byte[] buffer, int length);
  }

  /** One connection of a client and the one to the server that belongs to it. */
  private final class Link {

    private final Socket client;
    private final Socket server;
    private volatile boolean clientWaits;
    private volatile boolean answerIsCut;

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

    private boolean requested(byte[] buffer, int length) {
      clientWaits = true;
      Trap set = trap.get();
      if (set == null || !set.catches(buffer, length) || !trap.compareAndSet(set, null)) {
        return true;
      }
      answerIsCut = set.afterwards();
      return set.afterwards();
    }

    /**
     * Counted before the client can see the answer, so that its next look at the counter is exact.
     */
    private boolean answered(byte[] buffer, int length) {
      if (clientWaits) {
        clientWaits = false;
        roundTrips.incrementAndGet();
      }
      return !answerIsCut;
    }

    private void pass(Socket from, Socket to, Gate gate) {
      byte[] buffer = new byte[64 * 1024];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          if (!gate.passes(buffer, length)) {
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
