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

package dev.pgmigrations.plan;

/**
 * What to do where files and history differ.
 *
 * @param outOfOrder a pending version is below the latest applied one
 * @param changed an applied file does something else now
 * @param missing the file of an applied version is gone
 * @param ahead the database knows versions above all files
 * @param empty there are no files
 */
public record Policies(
    OutOfOrder outOfOrder, Reaction changed, Reaction missing, Reaction ahead, Reaction empty) {

  /** Warn of late versions and of a database that is ahead; fail otherwise. */
  public static final Policies DEFAULT =
      new Policies(OutOfOrder.WARN, Reaction.FAIL, Reaction.FAIL, Reaction.WARN, Reaction.FAIL);

  /** For a pending version below the latest applied one. */
  public enum OutOfOrder {
    /** Apply it and say so. */
    WARN,
    /** Apply it. */
    ALLOW,
    /** Apply nothing. */
    REFUSE
  }

  /** For everything else. */
  public enum Reaction {
    /** Do nothing but say so. */
    FAIL,
    /** Go on and say so. */
    WARN
  }
}
