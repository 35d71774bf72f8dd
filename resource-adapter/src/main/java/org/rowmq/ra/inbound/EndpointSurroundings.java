package org.rowmq.ra.inbound;

import jakarta.resource.spi.work.WorkManager;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What endpoints get from the server and the adapter.
 *
 * @param workManager threads to call beans on
 * @param timer for short tasks
 * @param pauseAfterFailures where an activation says nothing else
 * @param watchMillis how often each endpoint looks after messages and threads that were forgotten
 */
public record EndpointSurroundings(
    WorkManager workManager,
    ScheduledExecutorService timer,
    int pauseAfterFailures,
    long watchMillis) {}
