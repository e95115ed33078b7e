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

package dev.pgmigrations;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL url in any of its forms, as the JDBC driver wants it; user and password apart.
 *
 * <p>Reads {@code jdbc:postgresql://…} as it is, and {@code
 * postgres://user:password@host:5432/db?…} and {@code postgresql://…} as libpq does, with its
 * parameters under the driver's names.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">PostgreSQL,
 *     34.1.1.2</a>
 */
public final class DatabaseUrl {

  private static final Map<String, String> DRIVER_NAMES =
      Map.of(
          "connect_timeout", "connectTimeout",
          "application_name", "ApplicationName",
          "target_session_attrs", "targetServerType",
          "channel_binding", "channelBinding",
          "keepalives", "tcpKeepAlive",
          "gssencmode", "gssEncMode",
          "krbsrvname", "kerberosServerName");
  private static final Map<String, String> SERVER_TYPES =
      Map.of(
          "any", "any",
          "read-write", "primary",
          "primary", "primary",
          "read-only", "secondary",
          "standby", "secondary",
          "prefer-standby", "preferSecondary");

  private final String jdbcUrl;
  private final @Nullable String username;
  private final @Nullable String password;

  private DatabaseUrl(String jdbcUrl, @Nullable String username, @Nullable String password) {
    this.jdbcUrl = jdbcUrl;
    this.username = username;
    this.password = password;
  }

  /**
   * Reads a url.
   *
   * @throws IllegalArgumentException if it is none of PostgreSQL; the text does not repeat the url,
   *     which may hold a password
   */
  public static DatabaseUrl parse(String url) {
    String text = url.strip();
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("jdbc:")) {
      return jdbc(text);
    }
    if (!lower.startsWith("postgres://") && !lower.startsWith("postgresql://")) {
      throw new IllegalArgumentException(
          "the database url has an unknown form; give postgres://user:password@host:5432/database"
              + " or jdbc:postgresql://host:5432/database");
    }
    return libpq(text.substring(text.indexOf("://") + 3));
  }

  private static DatabaseUrl jdbc(String text) {
    int query = text.indexOf('?');
    if ((query < 0 ? text : text.substring(0, query)).indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "the database url has an @, and the JDBC driver reads no user and password before the"
              + " host; give postgres://user:password@host:5432/database, or user and password"
              + " apart; in the name of a database write @ as %40");
    }
    Map<String, String> parameters =
        query < 0 ? new LinkedHashMap<>() : parameters(text.substring(query + 1));
    String user = parameters.remove("user");
    String password = parameters.remove("password");
    return user == null && password == null
        ? new DatabaseUrl(text, null, null)
        : new DatabaseUrl(text.substring(0, query) + query(parameters), user, password);
  }

  private static DatabaseUrl libpq(String rest) {
    int query = rest.indexOf('?');
    Map<String, String> parameters =
        query < 0 ? new LinkedHashMap<>() : parameters(rest.substring(query + 1));
    String place = query < 0 ? rest : rest.substring(0, query);
    int slash = place.indexOf('/');
    String authority = slash < 0 ? place : place.substring(0, slash);
    String database = slash < 0 ? "" : decode(place.substring(slash + 1));
    if (place.lastIndexOf('@') > authority.length()) {
      throw new IllegalArgumentException(
          "the database url has an @ behind its host; in a password write @ as %40 and / as %2F, in"
              + " the name of a database too");
    }
    int at = authority.lastIndexOf('@');
    String credentials = at < 0 ? "" : authority.substring(0, at);
    String host = hosts(authority.substring(at + 1), parameters);
    int colon = credentials.indexOf(':');
    String user = decode(colon < 0 ? credentials : credentials.substring(0, colon));
    String password = colon < 0 ? null : decode(credentials.substring(colon + 1));
    String userParameter = parameters.remove("user");
    String passwordParameter = parameters.remove("password");
    String databaseParameter = parameters.remove("dbname");
    return new DatabaseUrl(
        "jdbc:postgresql://"
            + host
            + "/"
            + encode(databaseParameter == null ? database : databaseParameter)
            + query(driverNames(parameters)),
        user.isEmpty() ? userParameter : user,
        password == null ? passwordParameter : password);
  }

  private static String hosts(String authority, Map<String, String> parameters) {
    String host = parameters.remove("host");
    String port = parameters.remove("port");
    if (!authority.isEmpty()) {
      return decode(authority);
    }
    if (host == null && port == null && parameters.containsKey("service")) {
      return ""; // A host of ours would come before that of the service.
    }
    return (host == null ? "localhost" : host) + (port == null ? "" : ":" + port);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static Map<String, String> driverNames(Map<String, String> parameters) {
    Map<String, String> named = new LinkedHashMap<>();
    parameters.forEach(
        (name, value) ->
            named.put(
                DRIVER_NAMES.getOrDefault(name, name),
                name.equals("target_session_attrs")
                    ? SERVER_TYPES.getOrDefault(value, value)
                    : name.equals("keepalives") ? Boolean.toString(!value.equals("0")) : value));
    if (named.remove("sslrootcert", "system")) {
      named.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
      named.putIfAbsent("sslmode", "verify-full");
    }
    return named;
  }

  private static String query(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** For the driver; without user and password. */
  public String jdbcUrl() {
    return jdbcUrl;
  }

  /** The user, where the url names one. */
  public Optional<String> username() {
    return Optional.ofNullable(username);
  }

  /** The password, where the url holds one. */
  public Optional<String> password() {
    return Optional.ofNullable(password);
  }

  /** Host and port as the url has them, several where there are several: {@code db:5432}. */
  public String host() {
    String place = place();
    int slash = place.indexOf('/');
    String host = slash < 0 ? place : place.substring(0, slash);
    return host.isEmpty() ? "localhost" : host;
  }

  /** The database, where the url names one; else the server takes the one named like the user. */
  public Optional<String> database() {
    String place = place();
    int slash = place.indexOf('/');
    return slash < 0 || slash == place.length() - 1
        ? Optional.empty()
        : Optional.of(decode(place.substring(slash + 1)));
  }

  /** {@code jdbc:postgresql:app} is of the driver's forms, too. */
  private String place() {
    String bare = toString();
    int slashes = bare.indexOf("//");
    return slashes < 0
        ? "/" + bare.substring(bare.lastIndexOf(':') + 1)
        : bare.substring(slashes + 2);
  }

  /** A parameter under the driver's name, such as {@code sslmode}. */
  public Optional<String> parameter(String name) {
    int query = jdbcUrl.indexOf('?');
    return query < 0
        ? Optional.empty()
        : Optional.ofNullable(parameters(jdbcUrl.substring(query + 1)).get(name));
  }

  /** Host and database; never the password. */
  @Override
  public String toString() {
    int query = jdbcUrl.indexOf('?');
    return query < 0 ? jdbcUrl : jdbcUrl.substring(0, query);
  }
}
