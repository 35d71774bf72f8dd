package org.rowmq.management;

import java.util.Objects;

/** A command that was not carried out; its message may be shown to the user as it is. */
public class ManagementException extends RuntimeException {

  /** Why, in terms that each face can map to its own: an HTTP status, a field message. */
  public enum Kind {
    /** A parameter is wrong; {@link #field()} says which. */
    INVALID,
    /** The thing named does not exist. */
    NOT_FOUND,
    /** The caller's role does not allow it. */
    FORBIDDEN,
    /**
     * It contradicts the present state: exists already, has consumers, the confirmation is stale.
     */
    CONFLICT,
    /** The store cannot be reached now. */
    UNAVAILABLE
  }

  private final Kind kind;
  private final String field;

  public ManagementException(Kind kind, String message) {
    this(kind, message, null, null);
  }

  public ManagementException(Kind kind, String message, String field, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.field = field;
  }

  public Kind kind() {
    return kind;
  }

  /** The parameter that is wrong, or null. */
  public String field() {
    return field;
  }
}
