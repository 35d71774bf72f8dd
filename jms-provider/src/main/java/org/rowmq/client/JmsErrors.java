package org.rowmq.client;

import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.ResourceAllocationRuntimeException;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.TransactionRolledBackRuntimeException;
import org.rowmq.broker.BrokerException;
import org.rowmq.selector.Selector;
import org.rowmq.selector.SelectorSyntaxException;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoreClosedException;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoreFullException;

/**
 * Each failure of ours as the exception the specification's chapter 10 asks for, checked and
 * unchecked.
 */
public final class JmsErrors {
  private JmsErrors() {}

  /** An operation that may throw what the specification lets it throw. */
  @FunctionalInterface
  public interface Operation<T> {
    T run() throws JMSException;
  }

  /** An operation without a result. */
  @FunctionalInterface
  public interface Action {
    void run() throws JMSException;
  }

  /** Runs an operation of the classic API for the simplified one. */
  public static <T> T unchecked(Operation<T> operation) {
    try {
      return operation.run();
    } catch (JMSException e) {
      throw unchecked(e);
    }
  }

  /** Runs an action of the classic API for the simplified one. */
  public static void unchecked(Action action) {
    try {
      action.run();
    } catch (JMSException e) {
      throw unchecked(e);
    }
  }

  /** A failure of the store or the node. */
  static JMSException of(RuntimeException failure) {
    JMSException e;
    if (failure instanceof BrokerException refused) {
      e =
          switch (refused.reason()) {
            case NOT_FOUND -> new InvalidDestinationException(refused.getMessage(), "NOT_FOUND");
            case MISMATCH, PAUSED ->
                new JMSException(refused.getMessage(), refused.reason().name());
            case FULL, TOO_LARGE ->
                new ResourceAllocationException(refused.getMessage(), refused.reason().name());
            case IN_USE -> new IllegalStateException(refused.getMessage(), "IN_USE");
            case CLOSED -> new IllegalStateException(refused.getMessage(), "CLOSED");
          };
    } else if (failure instanceof StoreClosedException) {
      e = new IllegalStateException(failure.getMessage(), "CLOSED");
    } else if (failure instanceof StoreFullException) {
      e = new ResourceAllocationException(failure.getMessage(), "FULL");
    } else if (failure instanceof OutcomeUnknownException) {
      e = new JMSException(failure.getMessage(), "OUTCOME_UNKNOWN");
    } else if (failure instanceof StoreException) {
      e = new JMSException(failure.getMessage(), failure.getClass().getSimpleName());
    } else {
      throw failure;
    }
    e.initCause(failure);
    if (failure.getCause() instanceof Exception linked) {
      e.setLinkedException(linked);
    }
    return e;
  }

  /** A failed commit; what is not known to be rolled back is not said to be. */
  static JMSException rolledBack(RuntimeException failure) {
    JMSException cause = of(failure);
    if (failure instanceof OutcomeUnknownException) {
      return cause;
    }
    TransactionRolledBackException e =
        new TransactionRolledBackException(
            "The transaction was rolled back: " + cause.getMessage(), cause.getErrorCode());
    e.setLinkedException(cause);
    e.initCause(cause);
    return e;
  }

  static IllegalStateException illegalState(String message) {
    return new IllegalStateException(message, "ILLEGAL_STATE");
  }

  /** Parses a selector (specification 3.8); null and blank select everything. */
  static Selector selector(String text) throws InvalidSelectorException {
    try {
      return Selector.parse(text);
    } catch (SelectorSyntaxException syntax) {
      InvalidSelectorException e =
          new InvalidSelectorException(
              "Selector " + text + " is not valid: " + syntax.getMessage(), "SELECTOR");
      e.initCause(syntax);
      throw e;
    }
  }

  /** The unchecked twin of an exception. */
  public static JMSRuntimeException unchecked(JMSException e) {
    String message = e.getMessage();
    String code = e.getErrorCode();
    if (e instanceof IllegalStateException) {
      return new IllegalStateRuntimeException(message, code, e);
    } else if (e instanceof InvalidClientIDException) {
      return new InvalidClientIDRuntimeException(message, code, e);
    } else if (e instanceof InvalidDestinationException) {
      return new InvalidDestinationRuntimeException(message, code, e);
    } else if (e instanceof InvalidSelectorException) {
      return new InvalidSelectorRuntimeException(message, code, e);
    } else if (e instanceof JMSSecurityException) {
      return new JMSSecurityRuntimeException(message, code, e);
    } else if (e instanceof MessageFormatException) {
      return new MessageFormatRuntimeException(message, code, e);
    } else if (e instanceof MessageNotWriteableException) {
      return new MessageNotWriteableRuntimeException(message, code, e);
    } else if (e instanceof ResourceAllocationException) {
      return new ResourceAllocationRuntimeException(message, code, e);
    } else if (e instanceof TransactionInProgressException) {
      return new TransactionInProgressRuntimeException(message, code, e);
    } else if (e instanceof TransactionRolledBackException) {
      return new TransactionRolledBackRuntimeException(message, code, e);
    }
    return new JMSRuntimeException(message, code, e);
  }
}
