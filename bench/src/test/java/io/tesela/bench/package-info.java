/** Tests of the bench: what it counts and how it says so; never how fast anything is. */
@NullMarked
package io.tesela.bench;

import org.jspecify.annotations.NullMarked;
