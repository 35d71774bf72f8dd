package org.rowmq;

import jakarta.jms.Destination;
import java.io.Serializable;
import java.util.Objects;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;

/**
 * A queue or topic by name (specification section 5.2). Two destinations of the same kind and name
 * are equal.
 *
 * <p>A JavaBean, so that a container can make one as an administered object: construct, then set
 * the name once. The name may also be given as {@code physicalName}, {@code address} or {@code
 * destinationName}, as other providers call it. Not thread-safe while it is being configured; safe
 * for use by many threads once its name is set.
 */
public abstract class RowmqDestination implements Destination, Serializable, Referenceable {

  /** The longest name accepted. */
  public static final int MAX_NAME_LENGTH = 255;

  private static final long serialVersionUID = 1L;

  static final String NAME_ADDRESS = "name";
  static final String DESCRIPTION_ADDRESS = "description";

  private String name;
  private String description;

  /** For containers: the name must be set before use. */
  protected RowmqDestination() {}

  /**
   * A destination with this name.
   *
   * @throws IllegalArgumentException if the name is null, empty, too long or holds a control
   *     character
   */
  protected RowmqDestination(String name) {
    this.name = validName(name);
  }

  /** Whether this is a queue or a topic. */
  public abstract DestinationKind kind();

  /** Whether this destination lives only as long as the connection that created it. */
  public boolean isTemporary() {
    return false;
  }

  /** The name, or null while it has not been set. */
  public final String getName() {
    return name;
  }

  /**
   * Sets the name.
   *
   * @throws IllegalStateException if another name has been set before: a destination that is in use
   *     cannot change
   * @throws IllegalArgumentException if the name is null, empty, too long or holds a control
   *     character
   */
  public final void setName(String name) {
    String valid = validName(name);
    if (this.name != null && !this.name.equals(valid)) {
      throw new IllegalStateException(
          "The name of this destination is already \""
              + this.name
              + "\" and cannot become \""
              + valid
              + "\"");
    }
    this.name = valid;
  }

  /** Same as {@link #getName()}. */
  public final String getPhysicalName() {
    return name;
  }

  /** Same as {@link #setName(String)}. */
  public final void setPhysicalName(String physicalName) {
    setName(physicalName);
  }

  /** Same as {@link #getName()}. */
  public final String getAddress() {
    return name;
  }

  /** Same as {@link #setName(String)}. */
  public final void setAddress(String address) {
    setName(address);
  }

  /** Same as {@link #getName()}. */
  public final String getDestinationName() {
    return name;
  }

  /** Same as {@link #setName(String)}. */
  public final void setDestinationName(String destinationName) {
    setName(destinationName);
  }

  /** A remark for people, or null. */
  public final String getDescription() {
    return description;
  }

  /** Sets the remark for people. It has no effect on messaging. */
  public final void setDescription(String description) {
    this.description = description;
  }

  /** A JNDI reference from which {@link RowmqObjectFactory} makes an equal destination. */
  @Override
  public Reference getReference() {
    Reference reference =
        new Reference(getClass().getName(), RowmqObjectFactory.class.getName(), null);
    addAddress(reference, NAME_ADDRESS, name);
    addAddress(reference, DESCRIPTION_ADDRESS, description);
    return reference;
  }

  private static void addAddress(Reference reference, String type, String value) {
    if (value != null) {
      RefAddr address = new StringRefAddr(type, value);
      reference.add(address);
    }
  }

  /** Equal when both are queues, or both topics, and have the same name. */
  @Override
  public final boolean equals(Object other) {
    return this == other
        || (other instanceof RowmqDestination that
            && kind() == that.kind()
            && name != null
            && name.equals(that.name));
  }

  @Override
  public final int hashCode() {
    return 31 * kind().scheme().hashCode() + Objects.hashCode(name);
  }

  /** For people: {@code queue://orders}. */
  @Override
  public final String toString() {
    return kind().scheme() + "://" + (name == null ? "(no name)" : name);
  }

  private static String validName(String name) {
    if (name == null || name.isEmpty()) {
      throw new IllegalArgumentException(
          "A destination needs a name: it was " + (name == null ? "null" : "empty"));
    }
    if (name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "A destination name has at most "
              + MAX_NAME_LENGTH
              + " characters, this one has "
              + name.length());
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        throw new IllegalArgumentException(
            String.format(
                "A destination name has no control characters, this one has U+%04X at index %d",
                (int) name.charAt(i), i));
      }
    }
    return name;
  }
}
