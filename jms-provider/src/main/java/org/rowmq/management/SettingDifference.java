package org.rowmq.management;

/**
 * What a change would do to one setting.
 *
 * @param unit for example {@code ms}, or empty
 * @param before what holds now
 * @param after what would hold
 * @param origin where that would come from, see {@link EditableSetting#origin()}
 */
public record SettingDifference(
    String name, String unit, String before, String after, String origin) {}
