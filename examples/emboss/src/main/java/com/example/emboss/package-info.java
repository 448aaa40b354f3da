/** A filter of one's own: copy this module, and change what it does. */
@NullMarked
package com.example.emboss;

import org.jspecify.annotations.NullMarked;
