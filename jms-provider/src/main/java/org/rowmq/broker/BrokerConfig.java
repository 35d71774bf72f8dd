package org.rowmq.broker;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * How a node behaves.
 *
 * @param autoCreateDestinations whether a destination is created when it is first used
 * @param redelivery what happens after failures where a consumer sets nothing else
 * @param heartbeatInterval how often this node says that it lives
 * @param pollInterval how often the table is looked at for what other nodes did
 * @param workers runs listeners' dispatching and reading ahead; must be able to run tasks that
 *     block
 * @param timer runs the heartbeat and other short periodic work
 * @param enforcePermissions whether users need a permission for what they do with a destination
 * @param concurrentStoreAndDispatch whether a waiting consumer may get a message that was sent
 *     outside transactions before it is stored
 */
public record BrokerConfig(
    boolean autoCreateDestinations,
    RedeliveryPolicy redelivery,
    Duration heartbeatInterval,
    Duration pollInterval,
    Executor workers,
    ScheduledExecutorService timer,
    boolean enforcePermissions,
    boolean concurrentStoreAndDispatch) {

  /** Without permissions: everybody may do everything. */
  public BrokerConfig(
      boolean autoCreateDestinations,
      RedeliveryPolicy redelivery,
      Duration heartbeatInterval,
      Duration pollInterval,
      Executor workers,
      ScheduledExecutorService timer) {
    this(
        autoCreateDestinations,
        redelivery,
        heartbeatInterval,
        pollInterval,
        workers,
        timer,
        false,
        true);
  }
}
