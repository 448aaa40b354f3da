package io.tesela.filters;

import java.util.Arrays;

/** Numbers, last in first out, without an object for each. */
final class IntStack {
    private static final int FIRST_CAPACITY = 256;

    private int[] entries = new int[FIRST_CAPACITY];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void push(int entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size * 2);
        }
        entries[size] = entry;
        size++;
    }

    int pop() {
        size--;
        return entries[size];
    }
}
