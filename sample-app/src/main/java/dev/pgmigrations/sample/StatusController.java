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

import dev.pgmigrations.boot.MigrationRunner;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows what is applied, as the library itself tells it. */
@RestController
class StatusController {

  private static final Logger log = LoggerFactory.getLogger(StatusController.class);

  private final MigrationRunner migrations;

  StatusController(MigrationRunner migrations) {
    this.migrations = migrations;
  }

  /** The library listens to this event first, so all is migrated by now. */
  @EventListener
  void migrated(ApplicationReadyEvent event) {
    log.info(
        "What is applied: http://localhost:{}/",
        event.getApplicationContext().getEnvironment().getProperty("local.server.port"));
  }

  @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE + ";charset=UTF-8")
  String page() {
    return StatusPage.of(status());
  }

  @GetMapping("/status")
  List<TargetView> status() {
    return migrations.status().entrySet().stream()
        .map(target -> TargetView.of(target.getKey(), target.getValue()))
        .toList();
  }
}
