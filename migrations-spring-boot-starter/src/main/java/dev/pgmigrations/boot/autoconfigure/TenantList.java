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

import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.Tenant;
import dev.pgmigrations.boot.Tenants;
import dev.pgmigrations.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.ObjectProvider;

/** Who the tenants are now, as beans of the application tell. */
final class TenantList {

  private TenantList() {}

  /**
   * Those of all beans, one after the other.
   *
   * @throws MigrationsConfigurationException if they cannot be listed
   */
  static List<Tenant> of(ObjectProvider<Tenants> tenants) {
    try {
      List<Tenant> all = new ArrayList<>();
      tenants.stream().forEach(bean -> all.addAll(listed(bean.tenants())));
      return all;
    } catch (BeanCreationException e) {
      throw e.contains(BeanCurrentlyInCreationException.class) ? waiting(e) : notListed(e);
    } catch (RuntimeException e) { // Whatever a bean of the application's throws.
      throw notListed(e);
    }
  }

  private static MigrationsConfigurationException notListed(RuntimeException e) {
    return notListed(
        Objects.requireNonNullElse(e.getMessage(), e.getClass().getName()),
        "see why the Tenants bean fails",
        e);
  }

  /** At startup the run makes the bean while what it is a part of is still being made. */
  private static MigrationsConfigurationException waiting(BeanCreationException e) {
    return notListed(
        "the bean '%s' needs one that waits for the migrations, which wait for the tenants"
            .formatted(e.getBeanName()),
        "let it use the DataSource alone, JdbcClient.create(dataSource) say, or set"
            + " migrations.run-on=ready",
        e);
  }

  private static MigrationsConfigurationException notListed(
      String why, String fix, RuntimeException e) {
    return new MigrationsConfigurationException(
        List.of(
            Diagnostic.error("tenants", "the tenants could not be listed: " + why)
                .kept("the tenants as they were")
                .fix(fix)),
        e);
  }

  /** A bean need not be of code that knows of our annotations. */
  private static List<Tenant> listed(@Nullable List<? extends @Nullable Tenant> tenants) {
    if (tenants == null) {
      throw new IllegalArgumentException("the list is null; give an empty one if there are none");
    }
    List<Tenant> all = new ArrayList<>();
    for (Tenant tenant : tenants) {
      if (tenant == null) {
        throw new IllegalArgumentException(
            "a tenant is null, after %s others".formatted(all.size()));
      }
      all.add(tenant);
    }
    return all;
  }
}
