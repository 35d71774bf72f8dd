package org.rowmq.client;

import jakarta.jms.JMSException;
import org.rowmq.broker.BrokerException;
import org.rowmq.store.StoreException;

/**
 * Runs steps that must all be tried; the first failure is thrown at the end, the others are kept
 * with it.
 */
final class FirstFailure {
  private JMSException first;

  void run(JmsErrors.Action step) {
    try {
      step.run();
    } catch (JMSException e) {
      keep(e);
    } catch (StoreException | BrokerException e) {
      keep(JmsErrors.of(e));
    }
  }

  private void keep(JMSException e) {
    if (first == null) {
      first = e;
    } else {
      first.addSuppressed(e);
    }
  }

  void throwFirst() throws JMSException {
    if (first != null) {
      throw first;
    }
  }
}
