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

package dev.pgmigrations.schemafile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pgcodekeeper.core.PgDiffUtils;
import org.pgcodekeeper.core.schema.AbstractDatabase;
import org.pgcodekeeper.core.schema.PgStatement;
import org.pgcodekeeper.core.schema.pg.PgConstraintPk;
import org.pgcodekeeper.core.schema.pg.PgEventTrigger;
import org.pgcodekeeper.core.schema.pg.PgExtension;
import org.pgcodekeeper.core.schema.pg.PgIndex;
import org.pgcodekeeper.core.schema.pg.PgTrigger;

/**
 * Names and arguments that pgCodeKeeper would write without the quotes they need. What a table is
 * clustered on is taken away here and added by {@link Supplements}.
 */
final class Corrections {

  private final List<Catalog.TriggerCall> triggerCalls;
  private final Map<String, String> eventTriggerCalls;

  Corrections(Catalog catalog) {
    triggerCalls = catalog.triggerCalls();
    eventTriggerCalls = catalog.eventTriggerCalls();
  }

  void apply(AbstractDatabase database) {
    database.getDescendants().forEach(this::correct);
  }

  private void correct(PgStatement statement) {
    if (statement instanceof PgConstraintPk key) {
      key.setClustered(false);
    } else if (statement instanceof PgIndex index) {
      index.setClustered(false);
    } else if (statement instanceof PgTrigger trigger) {
      trigger(trigger);
    } else if (statement instanceof PgEventTrigger trigger) {
      Optional.ofNullable(eventTriggerCalls.get(trigger.getName()))
          .ifPresent(trigger::setExecutable);
    } else if (statement instanceof PgExtension extension) {
      Optional.ofNullable(extension.getSchema())
          .map(PgDiffUtils::getQuotedName)
          .ifPresent(extension::setSchema);
    }
  }

  private void trigger(PgTrigger trigger) {
    triggerCalls.stream()
        .filter(call -> call.trigger().equals(trigger.getName()))
        .filter(call -> call.relation().equals(trigger.getParent().getQualifiedName()))
        .forEach(call -> trigger.setFunction(call.call()));
  }
}
