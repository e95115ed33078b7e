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

package dev.pgmigrations.sample;

import dev.pgmigrations.sample.TargetView.MigrationView;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** Writes targets as HTML. Every value is escaped: descriptions come from files. */
final class StatusPage {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Migrations</title>
      <style>
        :root { color-scheme: light dark; --line: #8883; --dim: #888; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
        h2 small, p { color: var(--dim); font-weight: normal; }
        div { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th { color: var(--dim); font-weight: normal; }
        td.description { width: 100%; white-space: normal; }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        .state::before { content: "●"; margin-right: .4rem; color: #d33; }
        .applied::before { color: #2a4; }
        .pending::before, .baseline::before { color: #aaa; }
        pre { color: #d33; white-space: pre-wrap; }
      </style>
      </head>
      <body>
      <h1>Migrations</h1>
      <p>What is applied in each target. <a href="/status">The same as JSON</a></p>
      """;

  private static final String COLUMNS =
      """
      <div><table>
      <thead><tr><th>Version<th>Description<th>State<th>When (UTC)<th>By whom<th class="number">Took</tr></thead>
      <tbody>
      """;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private StatusPage() {}

  static String of(List<TargetView> targets) {
    StringBuilder html = new StringBuilder(HEAD);
    targets.forEach(target -> section(target, html));
    return html.append("</body>\n</html>\n").toString();
  }

  private static void section(TargetView target, StringBuilder html) {
    html.append(
        "<h2>%s <small>%s of %s applied</small></h2>%n"
            .formatted(escaped(target.name()), target.applied(), target.migrations().size()));
    html.append(COLUMNS);
    target.migrations().forEach(migration -> row(migration, html));
    html.append("</tbody></table></div>\n");
    target.problems().forEach(p -> html.append("<pre>").append(escaped(p)).append("</pre>\n"));
  }

  private static void row(MigrationView migration, StringBuilder html) {
    Long millis = migration.millis();
    html.append("<tr>");
    cell("", migration.version(), html);
    cell("description", migration.description(), html);
    cell("state " + migration.state(), migration.state(), html);
    cell("", time(migration.at()), html);
    cell("", migration.by(), html);
    cell("number", millis == null ? null : millis + " ms", html);
    html.append("</tr>\n");
  }

  private static @Nullable String time(@Nullable Instant at) {
    return at == null ? null : TIME.format(at);
  }

  private static void cell(String kind, @Nullable String text, StringBuilder html) {
    html.append("<td class=\"%s\">".formatted(escaped(kind)))
        .append(text == null ? "" : escaped(text))
        .append("</td>");
  }

  private static String escaped(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}
