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

package dev.pgmigrations.boot;

import java.util.List;

/**
 * Lists the tenants of an application. A bean of this type is asked at each run, not before: after
 * the targets of the properties are done, so that the list may be in one of their tables.
 *
 * <p>With {@code migrations.run-on=startup} it is asked while beans are made. It may use a {@code
 * DataSource} then, but no bean that waits for the migrations, such as {@code JdbcClient}.
 */
@FunctionalInterface
public interface Tenants {

  /** All tenants, in the order in which they are migrated. */
  List<Tenant> tenants();
}
