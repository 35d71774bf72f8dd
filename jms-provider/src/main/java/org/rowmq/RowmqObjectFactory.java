package org.rowmq;

import java.util.Hashtable;
import java.util.Map;
import java.util.function.Supplier;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;

/**
 * Recreates our administered objects from JNDI references (specification section 5.1). Stateless;
 * safe for use by many threads.
 */
public final class RowmqObjectFactory implements ObjectFactory {

  // only classes named here are ever made, whatever the reference says
  private static final Map<String, Supplier<RowmqDestination>> DESTINATIONS =
      Map.of(
          RowmqQueue.class.getName(), RowmqQueue::new,
          RowmqTopic.class.getName(), RowmqTopic::new,
          RowmqTemporaryQueue.class.getName(), RowmqTemporaryQueue::new,
          RowmqTemporaryTopic.class.getName(), RowmqTemporaryTopic::new);

  /** For JNDI. */
  public RowmqObjectFactory() {}

  /**
   * The object a reference of ours stands for.
   *
   * @return the object, or null if the reference is not ours, so that JNDI asks another factory
   * @throws IllegalArgumentException if the reference is ours and its name is not a valid one
   */
  @Override
  public Object getObjectInstance(
      Object object, Name name, Context context, Hashtable<?, ?> environment) {
    if (!(object instanceof Reference reference)) {
      return null;
    }
    Supplier<RowmqDestination> maker = DESTINATIONS.get(reference.getClassName());
    return maker == null ? null : configured(maker.get(), reference);
  }

  private static RowmqDestination configured(RowmqDestination destination, Reference reference) {
    String destinationName = content(reference, RowmqDestination.NAME_ADDRESS);
    if (destinationName != null) {
      destination.setName(destinationName);
    }
    destination.setDescription(content(reference, RowmqDestination.DESCRIPTION_ADDRESS));
    return destination;
  }

  private static String content(Reference reference, String type) {
    RefAddr address = reference.get(type);
    return address == null ? null : (String) address.getContent();
  }
}
