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

package dev.pgmigrations.cli;

import dev.pgmigrations.plan.Policies;
import picocli.CommandLine.Option;

/** What to do where files and history differ; the defaults are those of the core. */
final class PolicyOptions {

  /** As one writes them. */
  enum Late {
    warn(Policies.OutOfOrder.WARN),
    allow(Policies.OutOfOrder.ALLOW),
    refuse(Policies.OutOfOrder.REFUSE);

    private final Policies.OutOfOrder policy;

    Late(Policies.OutOfOrder policy) {
      this.policy = policy;
    }
  }

  /** As one writes them. */
  enum Reaction {
    fail(Policies.Reaction.FAIL),
    warn(Policies.Reaction.WARN);

    private final Policies.Reaction policy;

    Reaction(Policies.Reaction policy) {
      this.policy = policy;
    }
  }

  @Option(
      names = "--out-of-order",
      paramLabel = "WHAT",
      description =
          "A pending version is below the latest applied one: warn, allow, refuse. By default"
              + " warn.")
  Late outOfOrder = Late.warn;

  @Option(
      names = "--changed",
      paramLabel = "WHAT",
      description = "An applied file does something else now: fail, warn. By default fail.")
  Reaction changed = Reaction.fail;

  @Option(
      names = "--missing",
      paramLabel = "WHAT",
      description = "The file of an applied version is gone: fail, warn. By default fail.")
  Reaction missing = Reaction.fail;

  @Option(
      names = "--ahead",
      paramLabel = "WHAT",
      description = "The database knows versions above all files: fail, warn. By default warn.")
  Reaction ahead = Reaction.warn;

  @Option(
      names = "--empty",
      paramLabel = "WHAT",
      description = "There is no migration file: fail, warn. By default fail.")
  Reaction empty = Reaction.fail;

  Policies policies() {
    return new Policies(
        outOfOrder.policy, changed.policy, missing.policy, ahead.policy, empty.policy);
  }
}
