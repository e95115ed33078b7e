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

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts an url together from parts, each of which may hold any character. */
final class UrlParts {

  private final String origin;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private String host = "localhost";
  private String port = "";

  /**
   * Nothing yet but the server of this machine.
   *
   * @param origin for people
   */
  UrlParts(String origin) {
    this.origin = origin;
  }

  UrlParts host(Optional<String> value) {
    value.ifPresent(
        name -> {
          if (name.startsWith("/") || name.startsWith("@")) {
            throw ConnectionException.socket(origin, name);
          }
          host = name;
        });
    return this;
  }

  UrlParts port(Optional<String> value) {
    value.ifPresent(
        number -> {
          if (!number.matches("\\d{1,5}(,\\d{1,5})*")) {
            throw new ConnectionException(
                "%s: '%s' is no port".formatted(origin, number), "give a number, such as 5432");
          }
          port = number;
        });
    return this;
  }

  UrlParts parameter(String name, Optional<String> value) {
    value.ifPresent(text -> parameters.put(name, text));
    return this;
  }

  NamedUrl url() {
    String query =
        parameters.entrySet().stream()
            .map(e -> e.getKey() + "=" + encoded(e.getValue()))
            .collect(Collectors.joining("&", "?", ""));
    return NamedUrl.parse(origin, "postgres://" + hosts() + "/" + query);
  }

  /** One port for all hosts, or one for each, as libpq has it. */
  private String hosts() {
    String[] names = host.split(",", -1);
    String[] ports = port.split(",", -1);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      String own = ports.length == names.length ? ports[i] : ports[0];
      boolean isBareV6 = names[i].indexOf(':') >= 0 && !names[i].startsWith("[");
      all.append(i == 0 ? "" : ",")
          .append(isBareV6 ? "[" + names[i] + "]" : names[i])
          .append(own.isEmpty() ? "" : ":" + own);
    }
    return all.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
