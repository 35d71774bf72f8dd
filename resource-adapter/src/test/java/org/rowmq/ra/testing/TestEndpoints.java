package org.rowmq.ra.testing;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * A container with a limited pool of beans. It begins a transaction for each delivery if told so,
 * and rolls it back when the listener threw or {@link FakeTransactions#setRollbackOnly} was called.
 */
public final class TestEndpoints implements MessageEndpointFactory {
  public final List<String> seen = new CopyOnWriteArrayList<>();
  public final List<Integer> counts = new CopyOnWriteArrayList<>();
  public final AtomicInteger running = new AtomicInteger();
  public final AtomicInteger mostAtOnce = new AtomicInteger();
  public final AtomicInteger open = new AtomicInteger();
  public final AtomicInteger unavailable = new AtomicInteger();
  public final AtomicInteger unpaired = new AtomicInteger();
  public final AtomicInteger transactions = new AtomicInteger();
  public volatile int limit = Integer.MAX_VALUE;
  public volatile long pause;
  public volatile boolean transacted;
  public volatile MessageListener listener = message -> {};
  public volatile Class<?> endpointClass = MessageListener.class;

  private final FakeTransactions manager;
  private final AtomicLong xids = new AtomicLong();

  public TestEndpoints(FakeTransactions manager) {
    this.manager = manager;
  }

  @Override
  public synchronized MessageEndpoint createEndpoint(XAResource resource)
      throws UnavailableException {
    if (unavailable.getAndUpdate(left -> Math.max(0, left - 1)) > 0 || open.get() >= limit) {
      throw new UnavailableException("no bean is free");
    }
    open.incrementAndGet();
    return new TestEndpoint(resource);
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource, long timeout)
      throws UnavailableException {
    return createEndpoint(resource);
  }

  @Override
  public boolean isDeliveryTransacted(Method method) {
    return transacted;
  }

  @Override
  public String getActivationName() {
    return "test";
  }

  @Override
  public Class<?> getEndpointClass() {
    return endpointClass;
  }

  private final class TestEndpoint implements MessageEndpoint, MessageListener {
    private final XAResource resource;
    private Xid xid;
    private boolean failed;

    TestEndpoint(XAResource resource) {
      this.resource = resource;
    }

    @Override
    public void beforeDelivery(Method method) throws ResourceException {
      unpaired.incrementAndGet();
      if (transacted) {
        transactions.incrementAndGet();
        failed = false;
        xid = new TestXid(xids.incrementAndGet());
        manager.begin();
        try {
          resource.start(xid, XAResource.TMNOFLAGS);
        } catch (XAException e) {
          throw new ResourceException(e);
        }
      }
    }

    @Override
    public void onMessage(Message message) {
      mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        Thread.sleep(pause);
        counts.add(message.getIntProperty("JMSXDeliveryCount"));
        listener.onMessage(message);
        seen.add(((TextMessage) message).getText());
      } catch (RuntimeException e) {
        failed = true;
        throw e;
      } catch (JMSException | InterruptedException e) {
        throw new AssertionError(e);
      } finally {
        running.decrementAndGet();
      }
    }

    @Override
    public void afterDelivery() throws ResourceException {
      unpaired.decrementAndGet();
      if (transacted) {
        boolean commit = !failed && !manager.getRollbackOnly();
        try {
          resource.end(xid, commit ? XAResource.TMSUCCESS : XAResource.TMFAIL);
          if (commit) {
            resource.commit(xid, true);
          } else {
            resource.rollback(xid);
          }
        } catch (XAException e) {
          throw new ResourceException(e);
        } finally {
          manager.end(commit);
        }
      }
    }

    @Override
    public void release() {
      open.decrementAndGet();
    }
  }

  private record TestXid(long number) implements Xid {
    @Override
    public int getFormatId() {
      return 1;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return Long.toString(number).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }
}
