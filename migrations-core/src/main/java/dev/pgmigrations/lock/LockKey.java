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

package dev.pgmigrations.lock;

import dev.pgmigrations.history.TableName;
import dev.pgmigrations.script.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The number of an advisory lock: that of a history table, in its database.
 *
 * @param value as {@code pg_locks} shows it in two halves, {@code classid} and {@code objid}
 */
record LockKey(long value) {

  /** Steady over releases, for two of them may meet. */
  static LockKey of(TableName table) {
    byte[] hash =
        Sha256.start().digest(("pgmigrations:" + table.sql()).getBytes(StandardCharsets.UTF_8));
    return new LockKey(ByteBuffer.wrap(hash).getLong());
  }

  /** FROM and WHERE of a query on who holds it; {@code l} is its row of {@code pg_locks}. */
  String holders() {
    return """
    from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1
      and l.classid = %s and l.objid = %s
      and l.database = (select d.oid from pg_catalog.pg_database d
        where d.datname = pg_catalog.current_database())\
    """
        .formatted(
            Integer.toUnsignedString((int) (value >>> 32)), Integer.toUnsignedString((int) value));
  }
}
