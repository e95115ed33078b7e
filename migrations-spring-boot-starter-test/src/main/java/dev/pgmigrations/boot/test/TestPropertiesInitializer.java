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

package dev.pgmigrations.boot.test;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Lets {@code migrations.test.*} stand beside properties of which none may be unknown. */
final class TestPropertiesInitializer
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final ConfigurationPropertyName MIGRATIONS =
      ConfigurationPropertyName.of("migrations");
  private static final ConfigurationPropertyName OURS = MIGRATIONS.append("test");

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    if (context instanceof GenericApplicationContext generic) {
      generic.registerBean(
          "dev.pgmigrations.boot.test.properties",
          ConfigurationPropertiesBindHandlerAdvisor.class,
          () -> Tolerant::new);
    }
  }

  private static final class Tolerant extends AbstractBindHandler {

    Tolerant(BindHandler parent) {
      super(parent);
    }

    @Override
    public void onFinish(
        ConfigurationPropertyName name,
        Bindable<?> target,
        BindContext context,
        @Nullable Object result)
        throws Exception {
      try {
        super.onFinish(name, target, context, result);
      } catch (UnboundConfigurationPropertiesException e) {
        Set<ConfigurationProperty> unknown =
            e.getUnboundProperties().stream()
                .filter(p -> !OURS.isAncestorOf(p.getName()))
                .collect(Collectors.toSet());
        if (!name.equals(MIGRATIONS) || unknown.size() == e.getUnboundProperties().size()) {
          throw e;
        }
        if (!unknown.isEmpty()) {
          throw new UnboundConfigurationPropertiesException(unknown);
        }
      }
    }
  }
}
