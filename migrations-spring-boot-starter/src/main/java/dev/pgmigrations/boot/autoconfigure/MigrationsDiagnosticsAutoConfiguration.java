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

import dev.pgmigrations.boot.MigrationRunner;
import java.util.Objects;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/** Warns of what is probably not meant. */
@AutoConfiguration(after = MigrationsAutoConfiguration.class)
@ConditionalOnBean(MigrationRunner.class)
public final class MigrationsDiagnosticsAutoConfiguration {

  @Bean
  OtherTools migrationsOtherTools(ListableBeanFactory beans, ResourceLoader resources) {
    return new OtherTools(
        beans,
        Objects.requireNonNullElse(
            resources.getClassLoader(),
            Objects.requireNonNullElse(
                ClassUtils.getDefaultClassLoader(), OtherTools.class.getClassLoader())));
  }

  @Bean
  static LazyInitializationExcludeFilter migrationsOtherToolsLazyInitializationExcludeFilter() {
    return LazyInitializationExcludeFilter.forBeanTypes(OtherTools.class);
  }
}
