package org.rowmq.management;

/**
 * How many match a filter. It is never looked further than 10,000 matches or two seconds.
 *
 * @param count how many were found, 10,000 at most; where nothing is filtered by, the number that
 *     is kept, however large
 * @param more whether there are more than {@code count}
 * @param partial whether not all could be looked at, so that there may be more than {@code count}
 */
public record MatchCount(long count, boolean more, boolean partial) {}
