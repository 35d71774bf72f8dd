package org.rowmq;

import jakarta.jms.JMSException;
import jakarta.jms.TemporaryTopic;

/**
 * A topic that lives as long as the connection that created it (specification section 6.2.2).
 *
 * <p>Deserialised, or received as JMSReplyTo, it can be sent to but no longer deleted.
 */
public class RowmqTemporaryTopic extends RowmqTopic implements TemporaryTopic {

  private static final long serialVersionUID = 1L;

  private final transient TemporaryDestinationOwner owner;

  /** For deserialisation frameworks: without a name and without an owner. */
  public RowmqTemporaryTopic() {
    this.owner = null;
  }

  /**
   * A temporary topic.
   *
   * @param owner the connection that created it, or null where this is only a reference to it
   * @throws IllegalArgumentException if the name is null, empty, too long or holds a control
   *     character
   */
  public RowmqTemporaryTopic(String name, TemporaryDestinationOwner owner) {
    super(name);
    this.owner = owner;
  }

  @Override
  public boolean isTemporary() {
    return true;
  }

  /**
   * The connection that created it, or null where this is only a reference to it.
   *
   * <p>Only that connection may consume from it.
   */
  public TemporaryDestinationOwner owner() {
    return owner;
  }

  /**
   * Deletes it.
   *
   * @throws JMSException if this is not the object its connection created, or if it still has
   *     consumers
   */
  @Override
  public void delete() throws JMSException {
    if (owner == null) {
      throw new JMSException(
          "Cannot delete " + this + ": only the connection that created it may delete it");
    }
    owner.delete(this);
  }
}
