package org.rowmq.it.gadget;

import java.io.Serializable;

/** What an attacker would send in an ObjectMessage: all in the server could load it. */
public final class Gadget implements Serializable {
  private static final long serialVersionUID = 1L;
}
