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

package dev.pgmigrations.cli.connection;

/** It is not clear which database is meant: wrong usage, nothing was tried. Never names secrets. */
public final class ConnectionException extends RuntimeException {

  private final String fix;

  ConnectionException(String message, String fix) {
    super(message);
    this.fix = fix;
  }

  /** A folder instead of a host, which libpq takes for the place of a socket. */
  static ConnectionException socket(String origin, String socket) {
    return new ConnectionException(
        "%s: the host %s is a socket, and Java connects by TCP only".formatted(origin, socket),
        "name a host, such as localhost");
  }

  /** What to do. */
  public String fix() {
    return fix;
  }
}
