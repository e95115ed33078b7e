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

import dev.pgmigrations.boot.test.MigratedDatabase.Refresh;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * Changes the clone between classes or methods, before a transaction begins and before scripts of
 * {@code @Sql} run.
 */
final class MigratedDatabaseListener extends AbstractTestExecutionListener {

  private static final int BEFORE_INJECTION = 1990;

  /** The attribute that holds who uses the clone of a method. */
  private static final String METHOD = MigratedDatabaseListener.class.getName() + ".method";

  @Override
  public int getOrder() {
    return BEFORE_INJECTION;
  }

  /** A context that is not there yet will begin with a clone of its own. */
  @Override
  public void beforeTestClass(TestContext test) {
    if (test.hasApplicationContext()) {
      prepareTestInstance(test);
    }
  }

  @Override
  public void prepareTestInstance(TestContext test) {
    Refresh refresh = refresh(test);
    if (refresh == Refresh.CLASS) {
      enter(test, test.getTestClass(), refresh);
    } else if (refresh == Refresh.CONTEXT) {
      with(test, database -> database.share(test.getTestClass(), use(test, refresh)));
    }
  }

  @Override
  public void beforeTestMethod(TestContext test) {
    if (refresh(test) == Refresh.METHOD) {
      Object method = new Object();
      test.setAttribute(METHOD, method);
      enter(test, method, Refresh.METHOD);
    }
  }

  @Override
  public void afterTestMethod(TestContext test) {
    Object method = test.removeAttribute(METHOD);
    if (method != null) {
      leave(test, method);
    }
  }

  @Override
  public void afterTestClass(TestContext test) {
    leave(test, test.getTestClass());
  }

  private static void enter(TestContext test, Object user, Refresh refresh) {
    with(test, database -> database.enter(user, use(test, refresh)));
  }

  private static ActiveTests.Use use(TestContext test, Refresh refresh) {
    return new ActiveTests.Use(test.getTestClass(), refresh);
  }

  /** Of a context that is gone there is nothing to leave. */
  private static void leave(TestContext test, Object user) {
    if (test.hasApplicationContext()) {
      with(test, database -> database.leave(user));
    }
  }

  private static void with(TestContext test, Consumer<ContextDatabase> what) {
    ContextDatabase database =
        test.getApplicationContext().getBeanProvider(ContextDatabase.class).getIfAvailable();
    if (database != null) {
      what.accept(database);
    }
  }

  private static @Nullable Refresh refresh(TestContext test) {
    MigratedDatabase annotation =
        TestContextAnnotationUtils.findMergedAnnotation(
            test.getTestClass(), MigratedDatabase.class);
    return annotation == null ? null : annotation.refresh();
  }
}
