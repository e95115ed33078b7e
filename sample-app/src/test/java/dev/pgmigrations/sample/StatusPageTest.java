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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.sample.TargetView.MigrationView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@SampleTest
class StatusPageTest {

  @LocalServerPort int port;

  @Test
  void the_page_shows_all_targets_with_what_is_applied() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html;charset=UTF-8");
    assertThat(page.body())
        .containsSubsequence(
            "<h2>learning <small>6 of 6 applied</small></h2>",
            "20240101120000",
            "create users",
            "<h2>chats <small>2 of 2 applied</small></h2>",
            "<h2>counsel <small>6 of 6 applied</small></h2>",
            "seed",
            "development data",
            "<h2>chatbot <small>1 of 1 applied</small></h2>",
            "<h2>assistant <small>7 of 7 applied</small></h2>");
  }

  @Test
  void the_same_is_there_as_json() throws Exception {
    HttpResponse<String> status = get("/status");
    assertThat(status.statusCode()).isEqualTo(200);
    assertThat(status.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(status.body())
        .startsWith(
            "[{\"name\":\"learning\",\"migrations\":[{\"version\":\"20240101120000\",\"description\":\"create users\",\"state\":\"applied\",\"at\":\"20");
  }

  @Test
  void what_comes_from_files_is_escaped() {
    MigrationView evil =
        new MigrationView(
            "1", "<script>alert('x')</script> & \"more\"", "pending", null, null, null);
    String page = StatusPage.of(List.of(new TargetView("<b>", List.of(evil), List.of("a < b"))));
    assertThat(page)
        .contains(
            "<h2>&lt;b&gt; <small>0 of 1 applied",
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;more&quot;",
            "<pre>a &lt; b</pre>")
        .doesNotContain("<script>", "null");
  }

  @Test
  void times_are_written_in_utc() {
    MigrationView applied =
        new MigrationView(
            "1", "x", "applied", Instant.parse("2026-02-03T04:05:06.789Z"), "ada", 12L);
    assertThat(StatusPage.of(List.of(new TargetView("t", List.of(applied), List.of()))))
        .contains("2026-02-03 04:05:06<", "ada", "12 ms");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
