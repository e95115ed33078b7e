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

package dev.pgmigrations.boot.actuate;

import dev.pgmigrations.diagnostic.MigrationException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Answers over HTTP with a status that says how it went. */
@EndpointWebExtension(endpoint = MigrationsEndpoint.class)
public final class MigrationsEndpointWebExtension {

  private static final Logger log = LoggerFactory.getLogger(MigrationsEndpointWebExtension.class);

  private static final int CONFLICT = 409;

  private final MigrationsEndpoint endpoint;

  /** An extension of {@code endpoint}. */
  public MigrationsEndpointWebExtension(MigrationsEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Migrates: 200 when it is done, 500 when a target failed or the run could not begin, 409 while a
   * run is under way.
   */
  @WriteOperation
  public WebEndpointResponse<?> migrate() {
    try {
      MigrationsEndpoint.RunBody body = endpoint.migrate();
      return new WebEndpointResponse<>(
          body,
          body.hasFailed()
              ? WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR
              : WebEndpointResponse.STATUS_OK);
    } catch (MigrationsEndpoint.RunUnderWayException e) {
      return new WebEndpointResponse<>(Map.of("error", String.valueOf(e.getMessage())), CONFLICT);
    } catch (MigrationException e) { // Of no target: the tenants could not be listed, say.
      log.error("A run that was asked for by the endpoint could not be done", e);
      return new WebEndpointResponse<>(
          Map.of("error", String.valueOf(e.getMessage())),
          WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR);
    }
  }
}
