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

package dev.pgmigrations.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SmallFileSystemTest {

  @Test
  void it_is_full_until_it_grows() throws IOException {
    Optional<SmallFileSystem> mounted = SmallFileSystem.mount(1);
    assumeTrue(mounted.isPresent(), "this user may not mount a file system");
    try (SmallFileSystem small = mounted.orElseThrow()) {
      Path file = small.folder("a").resolve("file");
      assertThatThrownBy(() -> Files.write(file, new byte[3 << 20]))
          .isInstanceOf(IOException.class);

      small.grow(8);

      Files.write(file, new byte[3 << 20]);
      assertThat(file).hasSize(3 << 20);
    }
  }
}
