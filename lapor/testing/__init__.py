"""The cast, the page-checking client and the house rules; stands outside the product and may import every room."""
