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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pgcodekeeper.core.model.difftree.DbObjType;
import org.pgcodekeeper.core.schema.AbstractTable;
import org.pgcodekeeper.core.schema.PgStatement;
import org.pgcodekeeper.core.script.SQLScript;

/** Writes one object after the other. */
final class StatementWriter {

  private static final Pattern BETWEEN_STATEMENTS = Pattern.compile("\n\n");
  private static final Predicate<String> ADDS_MAPPING =
      Pattern.compile("\\AALTER TEXT SEARCH CONFIGURATION [^\n]*\n\tADD MAPPING ").asPredicate();

  private final SQLScript script = new SQLScript(CatalogLoader.settings());
  private final SchemaOptions options;

  StatementWriter(SchemaOptions options) {
    this.options = options;
  }

  void write(PgStatement statement) {
    limit(statement);
    if (statement.getStatementType() == DbObjType.FTS_CONFIGURATION) {
      textSearchConfiguration(statement);
    } else {
      statement.getCreationSQL(script);
    }
  }

  void write(String statement) {
    script.addStatement(statement);
  }

  /** All that was written. */
  String text() {
    return script.getFullScript();
  }

  private void limit(PgStatement statement) {
    if (!options.owners()) {
      statement.setOwner(null);
    }
    if (!options.privileges()) {
      statement.clearPrivileges();
      if (statement instanceof AbstractTable table) {
        table.getColumns().forEach(PgStatement::clearPrivileges);
      }
    }
  }

  /** Its mappings come in the order of a hash table. */
  private void textSearchConfiguration(PgStatement statement) {
    SQLScript own = new SQLScript(CatalogLoader.settings());
    statement.getCreationSQL(own);
    Map<Boolean, List<String>> byMapping =
        BETWEEN_STATEMENTS
            .splitAsStream(own.getFullScript())
            .collect(Collectors.partitioningBy(ADDS_MAPPING));
    List<String> others = byMapping.getOrDefault(false, List.of());
    List<String> mappings = byMapping.getOrDefault(true, List.of());
    script.addStatementWithoutSeparator(others.get(0));
    mappings.stream().sorted().forEach(script::addStatementWithoutSeparator);
    others.stream().skip(1).forEach(script::addStatementWithoutSeparator);
  }
}
