package org.rowmq.management;

import java.util.List;

/**
 * Part of a mailbox, in delivery order.
 *
 * @param next opaque cursor of the following part, or null at the end
 * @param partial whether the search was ended by its time limit before the part was full; it goes
 *     on at {@code next}
 * @param searched how many messages were looked at
 */
public record MessagePage(List<MessageView> items, String next, boolean partial, long searched) {
  public MessagePage {
    items = List.copyOf(items);
  }
}
