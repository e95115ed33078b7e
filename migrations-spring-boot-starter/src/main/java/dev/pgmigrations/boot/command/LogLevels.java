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

package dev.pgmigrations.boot.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggerConfiguration.ConfigurationScope;
import org.springframework.boot.logging.LoggerConfiguration.LevelConfiguration;
import org.springframework.boot.logging.LoggingSystem;

/** What the loggers of a process were set to, to be had back. */
final class LogLevels {

  private final LoggingSystem system;
  private final Map<String, LogLevel> before;

  private LogLevels(LoggingSystem system) {
    this.system = system;
    this.before = configured(system);
  }

  /** As they are now. */
  static LogLevels of(ClassLoader classLoader) {
    return new LogLevels(LoggingSystem.get(classLoader));
  }

  /** Sets those that are others by now. */
  void restore() {
    Map<String, LogLevel> now = configured(system);
    now.keySet().stream()
        .filter(name -> !before.containsKey(name))
        .forEach(name -> system.setLogLevel(name, null));
    before.forEach(
        (name, level) -> {
          if (!Objects.equals(level, now.get(name))) {
            system.setLogLevel(name, level);
          }
        });
  }

  private static Map<String, LogLevel> configured(LoggingSystem system) {
    Map<String, LogLevel> levels = new HashMap<>();
    for (LoggerConfiguration logger : loggers(system)) {
      LogLevel level = level(logger);
      if (level != null) {
        levels.put(logger.getName(), level);
      }
    }
    return levels;
  }

  private static List<LoggerConfiguration> loggers(LoggingSystem system) {
    try {
      return system.getLoggerConfigurations();
    } catch (UnsupportedOperationException e) {
      return List.of(); // Not every one can tell, and then there is nothing to put back.
    }
  }

  private static @Nullable LogLevel level(LoggerConfiguration logger) {
    LevelConfiguration own = logger.getLevelConfiguration(ConfigurationScope.DIRECT);
    // One that only its logging system knows cannot be set through Spring Boot.
    return own == null || own.isCustom() ? null : own.getLevel();
  }
}
