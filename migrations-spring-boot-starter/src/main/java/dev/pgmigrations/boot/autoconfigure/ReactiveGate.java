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

import java.nio.charset.StandardCharsets;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Answers 503 while the database is being migrated. */
final class ReactiveGate implements WebFilter, Ordered {

  private final GatedHttp http;

  ReactiveGate(GatedHttp http) {
    this.http = http;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (http.isOpen()
        || http.passes(exchange.getRequest().getPath().pathWithinApplication().value())) {
      return chain.filter(exchange);
    }
    if (http.isBeingFoundOut()) {
      return Mono.fromCallable(http::isOpenSoon)
          .subscribeOn(Schedulers.boundedElastic())
          .flatMap(open -> open ? chain.filter(exchange) : refuse(exchange));
    }
    return http.isOpen() ? chain.filter(exchange) : refuse(exchange);
  }

  /**
   * Closes the connection: one of Reactor Netty that is kept may stop for ever where one answer
   * comes from another thread, that of a probe say, and the next at once (<a
   * href="https://github.com/reactor/reactor-netty/issues/4361">4361</a>, seen with 1.3.7).
   */
  private Mono<Void> refuse(ServerWebExchange exchange) {
    byte[] body = GatedHttp.BODY.getBytes(StandardCharsets.UTF_8);
    ServerHttpResponse answer = exchange.getResponse();
    answer.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
    answer.getHeaders().set(HttpHeaders.RETRY_AFTER, http.retryAfter());
    answer.getHeaders().setCacheControl("no-store");
    answer.getHeaders().set(HttpHeaders.CONNECTION, "close");
    answer.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    answer.getHeaders().setContentLength(body.length);
    return answer.writeWith(Mono.just(answer.bufferFactory().wrap(body)));
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
