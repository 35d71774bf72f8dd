package org.rowmq.ra;

import jakarta.ejb.MessageDriven;

/** A bean whose properties are in the descriptor; a top-level class, as beans are. */
@MessageDriven(name = "clerk")
class DescribedBean {}
