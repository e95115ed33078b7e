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

import java.lang.reflect.Parameter;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Resolves {@link TestDatabase} parameters. Each test gets databases of its own, dropped after it.
 * The first such parameter of the constructor, of {@code @BeforeEach}, of the test and of
 * {@code @AfterEach} is one and the same database; the second is another one. A database taken in
 * {@code @BeforeAll} is shared by all tests of the class.
 */
public final class PostgresExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return isDatabase(parameter.getParameter());
  }

  @Override
  public TestDatabase resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(rank(parameter), rank -> Postgres.create(), TestDatabase.class);
  }

  private static long rank(ParameterContext parameter) {
    return Arrays.stream(parameter.getDeclaringExecutable().getParameters())
        .limit(parameter.getIndex())
        .filter(PostgresExtension::isDatabase)
        .count();
  }

  private static boolean isDatabase(Parameter parameter) {
    return parameter.getType() == TestDatabase.class;
  }
}
