package dev.pgmigrations.migration;

import org.springframework.jdbc.core.simple.JdbcClient;

/** A change, or a way back, in Java. */
@FunctionalInterface
public interface Code {

  /**
   * Does it in the transaction of the migration; neither commits nor closes.
   *
   * @param jdbc on the connection that migrates
   */
  void run(JdbcClient jdbc);
}
