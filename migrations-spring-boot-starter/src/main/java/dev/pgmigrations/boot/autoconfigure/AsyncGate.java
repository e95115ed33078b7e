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

import dev.pgmigrations.boot.MigrationGate;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Holds calls of {@code @Async} methods until the gate opens, whatever executor they go to.
 *
 * <p>It is put in front of what hands a call to an executor. So no executor and no thread of one
 * waits: they are the ones that make beans in the background, JPA's among them, and what waited
 * there for a run that begins only when all beans are there would wait for ever.
 *
 * <p>It has no order, and so comes after the post-processor that makes these proxies, and makes
 * none of its own.
 */
final class AsyncGate implements BeanPostProcessor, ApplicationListener<ContextClosedEvent> {

  private final ObjectProvider<MigrationsProperties> properties;
  private final ObjectProvider<MigrationGate> gate;
  private @Nullable HeldCalls held;
  private boolean asked;

  /** Both are asked for with the first bean that has such methods, not before. */
  AsyncGate(ObjectProvider<MigrationsProperties> properties, ObjectProvider<MigrationGate> gate) {
    this.properties = properties;
    this.gate = gate;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof Advised advised && !advised.isFrozen()) {
      for (Advisor advisor : advised.getAdvisors()) {
        if (advisor instanceof PointcutAdvisor async
            && advisor.getAdvice() instanceof AsyncExecutionInterceptor) {
          hold(advised, async);
          break;
        }
      }
    }
    return bean;
  }

  private void hold(Advised bean, PointcutAdvisor async) {
    HeldCalls calls = held();
    if (calls != null) {
      bean.addAdvisor(0, new DefaultPointcutAdvisor(async.getPointcut(), calls));
    }
  }

  private synchronized @Nullable HeldCalls held() {
    if (!asked) {
      asked = true;
      MigrationsProperties all = properties.getIfAvailable();
      MigrationGate closed = gate.getIfAvailable();
      if (all != null && closed != null && all.effectiveGate().holdsAsync()) {
        held = new HeldCalls(closed, all.effectiveGate().asyncTimeout());
      }
    }
    return held;
  }

  @Override
  public synchronized void onApplicationEvent(ContextClosedEvent event) {
    if (held != null) {
      held.abandon();
    }
  }
}
