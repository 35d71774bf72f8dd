package org.rowmq.message;

import java.util.Objects;

/**
 * What a message needs to know of the connection it is received by. Immutable.
 *
 * @param objectAllowList which classes the body of an ObjectMessage may hold
 */
public record DecodeContext(ObjectAllowList objectAllowList) {

  /** Allows only {@link ObjectAllowList#SAFE_TYPES}. */
  public static final DecodeContext DEFAULT = new DecodeContext(ObjectAllowList.SAFE_TYPES);

  public DecodeContext {
    Objects.requireNonNull(objectAllowList, "objectAllowList");
  }
}
