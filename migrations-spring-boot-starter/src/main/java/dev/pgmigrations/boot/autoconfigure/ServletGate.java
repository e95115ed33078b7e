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

package dev.pgmigrations.boot.autoconfigure;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers 503 while the database is being migrated. */
final class ServletGate implements Filter {

  private final GatedHttp http;
  private final String dispatcherPath;

  /** A gate; {@code dispatcherPath} is what stands before all paths of Spring MVC, or is empty. */
  ServletGate(GatedHttp http, String dispatcherPath) {
    this.http = http;
    this.dispatcherPath = dispatcherPath;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (http.isOpen() || http.passes(path((HttpServletRequest) request)) || http.isOpenSoon()) {
      chain.doFilter(request, response);
      return;
    }
    byte[] body = GatedHttp.BODY.getBytes(StandardCharsets.UTF_8);
    HttpServletResponse answer = (HttpServletResponse) response;
    answer.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    answer.setHeader("Retry-After", http.retryAfter());
    answer.setHeader("Cache-Control", "no-store");
    answer.setContentType("application/problem+json");
    answer.setContentLength(body.length);
    answer.getOutputStream().write(body);
  }

  /** As the container has understood it, without dots and parameters. */
  private String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    String path = info == null ? request.getServletPath() : request.getServletPath() + info;
    return path.startsWith(dispatcherPath + "/") ? path.substring(dispatcherPath.length()) : path;
  }
}
